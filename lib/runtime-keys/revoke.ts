import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { runtimeKeys } from '#db/schema/runtimes.ts';
import { recordAct } from '#lib/audit/record.ts';
import type { Context } from '#lib/context.ts';
import { idSchema } from '#lib/ids.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
import { showRuntime } from '#lib/runtimes/show.ts';

export const revokeRuntimeKeySchema = z.strictObject({ runtimeId: idSchema, keyId: idSchema });

/**
 * Ends a key: the very next request with it is refused. One that was revoked before stays as it was; another runtime's
 * is not found. Administrators only.
 */
export async function revokeRuntimeKey(
  ctx: Context,
  { runtimeId, keyId }: z.output<typeof revokeRuntimeKeySchema>,
): Promise<Result<{ page: AdminRuntimePage }, 'not_administrator' | 'not_found'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const known = await ctx.db.transaction(async (tx) => {
    const of = and(eq(runtimeKeys.id, keyId), eq(runtimeKeys.runtimeId, runtimeId));
    const revoked = await tx
      .update(runtimeKeys)
      .set({ revokedAt: ctx.now })
      .where(and(of, isNull(runtimeKeys.revokedAt)))
      .returning({ id: runtimeKeys.id });
    if (revoked.length === 0) return (await tx.select({ id: runtimeKeys.id }).from(runtimeKeys).where(of)).length > 0;
    const act = { at: ctx.now, actorId: ctx.actor.userId, action: 'runtime_key.revoke' };
    await recordAct(tx, { ...act, runtimeId, runtimeKeyId: keyId });
    return true;
  });
  if (!known) return fail('not_found');
  const page = await showRuntime(ctx, { runtimeId });
  return page.ok ? ok({ page: page.value }) : page;
}
