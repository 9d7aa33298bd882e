import type { z } from 'zod';
import type { Context } from '#lib/context.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { listOtherRuntimes } from '#lib/runtimes/list-others.ts';
import { readRuntime } from '#lib/runtimes/read.ts';
import type { OtherRuntime, RuntimeRow } from '#lib/runtimes/view.ts';
import { findMySeat } from './seat.ts';
import { pastedTokenSchema, type TakeFailure, takePastedToken } from './take.ts';

export const addTokenSchema = pastedTokenSchema;

export interface AddedToken {
  readonly row: RuntimeRow;
  /** Further runtimes of the same Git integration that could use it. */
  readonly others: readonly OtherRuntime[];
}

/**
 * Takes my personal access token for one of my runtimes. Kept as *Not checked* when the provider is not reachable and no
 * good token is in its place.
 */
export async function addToken(
  ctx: Context,
  { runtimeId, ...pasted }: z.infer<typeof addTokenSchema>,
): Promise<Result<AddedToken, TakeFailure | 'not_found'>> {
  const seat = await findMySeat(ctx, runtimeId);
  if (seat === null) return fail('not_found');
  const taken = await takePastedToken(seat, pasted, ctx.now);
  if (!taken.ok) return taken;
  const row = await readRuntime(ctx, runtimeId);
  if (row === null) return fail('not_found');
  const { previousTokenId } = taken.value;
  return ok({ row, others: await listOtherRuntimes(ctx, { runtimeId, q: '', previousTokenId }) });
}
