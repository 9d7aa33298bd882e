import { z } from 'zod';
import type { Context } from '#lib/context.ts';
import { fail, type Result } from '#lib/result.ts';

export const startRuntimeAuthorizationSchema = z.strictObject({
  runtimeId: z.uuid(),
  acceptOtherOwner: z.boolean().default(false),
});

export async function startRuntimeAuthorization(
  ctx: Context,
  input: z.output<typeof startRuntimeAuthorizationSchema>,
): Promise<Result<{ url: string }, 'not_administrator' | 'not_found' | 'no_oauth_application'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  return fail(input.runtimeId === '' ? 'not_found' : 'not_found');
}
