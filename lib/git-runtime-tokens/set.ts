import type { z } from 'zod';
import type { Context } from '#lib/context.ts';
import { pastedTokenSchema, type TakeFailure, takePastedToken } from '#lib/git-tokens/take.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
import { showRuntime } from '#lib/runtimes/show.ts';
import { findRuntimeSeat } from './seat.ts';

export const setRuntimeTokenSchema = pastedTokenSchema;

/**
 * Makes a personal access token the Git runtime token of a runtime, once it has proved to do all that a runtime needs.
 * Until then, and whenever it does not, the one before stays. Administrators only.
 */
export async function setRuntimeToken(
  ctx: Context,
  { runtimeId, ...pasted }: z.output<typeof setRuntimeTokenSchema>,
): Promise<Result<{ page: AdminRuntimePage }, TakeFailure | 'not_administrator' | 'not_found'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const seat = await findRuntimeSeat(ctx, runtimeId);
  if (seat === null) return fail('not_found');
  const taken = await takePastedToken(seat, pasted, ctx.now);
  if (!taken.ok) return taken;
  const page = await showRuntime(ctx, { runtimeId });
  return page.ok ? ok({ page: page.value }) : page;
}
