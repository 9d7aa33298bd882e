import { z } from 'zod';
import type { Context } from '#lib/context.ts';
import { idSchema } from '#lib/ids.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { readRuntime } from '#lib/runtimes/read.ts';
import type { RuntimeRow } from '#lib/runtimes/view.ts';
import { checkRow } from './check-row.ts';
import { findMyRuntime } from './find.ts';

export const checkTokenSchema = z.strictObject({ runtimeId: idSchema });

/** Asks the provider about the token of one of my runtimes, and about every repository it serves. */
export async function checkToken(
  ctx: Context,
  input: z.infer<typeof checkTokenSchema>,
): Promise<Result<{ row: RuntimeRow }, 'not_found' | 'no_token'>> {
  const runtime = await findMyRuntime(ctx, input.runtimeId);
  if (runtime === null) return fail('not_found');
  if (runtime.token === null) return fail('no_token');
  await checkRow(ctx.db, runtime.token, runtime.integration, ctx.now, [runtime.id]);
  const row = await readRuntime(ctx, runtime.id);
  return row === null ? fail('not_found') : ok({ row });
}
