import { and, count, eq } from 'drizzle-orm';
import { z } from 'zod';
import { runtimeKeys, runtimes } from '#db/schema/runtimes.ts';
import { recordAct } from '#lib/audit/record.ts';
import { fingerprint } from '#lib/cipher.ts';
import type { Context } from '#lib/context.ts';
import { idSchema } from '#lib/ids.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
import { finishInstallation } from '#lib/runtimes/finish-installation.ts';
import { showRuntime } from '#lib/runtimes/show.ts';
import { reveal } from '#lib/secret.ts';
import { isLive } from './live.ts';
import { makeRuntimeKey, runtimeKeyScope } from './text.ts';

export const createRuntimeKeySchema = z.strictObject({ runtimeId: idSchema });

/** So that one can be replaced without a moment in which none works, and a forgotten one shows. */
const mostLive = 2;

/**
 * A new key for a runtime. Its text is in this answer and nowhere else: stored is a keyed digest. Administrators only.
 */
export async function createRuntimeKey(
  ctx: Context,
  { runtimeId }: z.output<typeof createRuntimeKeySchema>,
): Promise<Result<{ page: AdminRuntimePage; key: string }, 'not_administrator' | 'not_found' | 'too_many_keys'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const { secret, handle } = makeRuntimeKey();
  const stored = await ctx.db.transaction(async (tx) => {
    // One at a time: two at once must not make three of two. Not so tight that whoever links a token to it waits, who may
    // hold the row of the administrator that the new key refers to.
    const of = eq(runtimes.id, runtimeId);
    const [runtime] = await tx.select({ id: runtimes.id }).from(runtimes).where(of).for('no key update');
    if (runtime === undefined) return 'not_found';
    const live = and(eq(runtimeKeys.runtimeId, runtimeId), isLive(ctx.now));
    const [counted] = await tx.select({ live: count() }).from(runtimeKeys).where(live);
    if ((counted?.live ?? 0) >= mostLive) return 'too_many_keys';
    const { userId } = ctx.actor;
    const [key] = await tx
      .insert(runtimeKeys)
      .values({
        runtimeId,
        handle,
        digest: fingerprint(secret, runtimeKeyScope),
        createdBy: userId,
        createdAt: ctx.now,
      })
      .returning({ id: runtimeKeys.id });
    if (key === undefined) throw new Error('The key was not written.');
    const act = { at: ctx.now, actorId: userId, action: 'runtime_key.create' };
    await recordAct(tx, { ...act, runtimeId, runtimeKeyId: key.id });
    await finishInstallation(tx, runtimeId, ctx.now);
    return 'stored';
  });
  if (stored !== 'stored') return fail(stored);
  const page = await showRuntime(ctx, { runtimeId });
  return page.ok ? ok({ page: page.value, key: reveal(secret) }) : page;
}
