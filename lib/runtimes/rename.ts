import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { constraintOf } from '#db/constraint.ts';
import { runtimes } from '#db/schema/runtimes.ts';
import { recordAct } from '#lib/audit/record.ts';
import type { Context } from '#lib/context.ts';
import { idSchema } from '#lib/ids.ts';
import { nameSchema } from '#lib/names.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import type { AdminRuntimePage } from './admin-view.ts';
import { showRuntime } from './show.ts';

export const renameRuntimeSchema = z.strictObject({ runtimeId: idSchema, name: nameSchema });

/** Gives a runtime another name. Administrators only. */
export async function renameRuntime(
  ctx: Context,
  { runtimeId, name }: z.output<typeof renameRuntimeSchema>,
): Promise<Result<{ page: AdminRuntimePage }, 'not_administrator' | 'not_found' | 'name_taken'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  try {
    await ctx.db.transaction(async (tx) => {
      const renamed = await tx
        .update(runtimes)
        .set({ name })
        .where(eq(runtimes.id, runtimeId))
        .returning({ id: runtimes.id });
      if (renamed.length === 0) return;
      await recordAct(tx, { at: ctx.now, actorId: ctx.actor.userId, action: 'runtime.rename', runtimeId });
    });
  } catch (error) {
    if (constraintOf(error) === 'runtimes_name') return fail('name_taken');
    throw error;
  }
  const page = await showRuntime(ctx, { runtimeId });
  return page.ok ? ok({ page: page.value }) : page;
}
