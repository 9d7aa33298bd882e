import { z } from 'zod';
import type { Context } from '#lib/context.ts';
import { beginAuthorization } from '#lib/git-tokens/authorize.ts';
import { idSchema } from '#lib/ids.ts';
import { fail, type Result } from '#lib/result.ts';
import { findRuntime } from '#lib/runtimes/find.ts';

export const startRuntimeAuthorizationSchema = z.strictObject({
  runtimeId: idSchema,
  /** Take the grant even if it is of another account than the one used so far: the administrator was asked. */
  acceptOtherOwner: z.boolean().default(false),
});

/** Begins an authorization for a Git runtime token: the address of the provider's consent page. Administrators only. */
export async function startRuntimeAuthorization(
  ctx: Context,
  { runtimeId, acceptOtherOwner }: z.output<typeof startRuntimeAuthorizationSchema>,
): Promise<Result<{ url: string }, 'not_administrator' | 'not_found' | 'no_oauth_application'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const found = await findRuntime(ctx.db, runtimeId);
  if (found === null) return fail('not_found');
  return beginAuthorization(ctx, { id: runtimeId, integration: found.integration }, 'runtime', acceptOtherOwner);
}
