import { and, count, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { runtimeMembers, runtimes } from '#db/schema/runtimes.ts';
import { users } from '#db/schema/users.ts';
import { recordAct } from '#lib/audit/record.ts';
import type { Context } from '#lib/context.ts';
import { idSchema } from '#lib/ids.ts';
import { numberWords } from '#lib/number-words.ts';
import { fail, type Result } from '#lib/result.ts';
import type { AdminRuntimePage } from './admin-view.ts';
import { showRuntime } from './show.ts';

/** How many people a runtime can name; more than that are everyone. */
export const mostMembers = 1_000;

const openTo = z.enum(['everyone', 'members']);
const memberIds = z.array(idSchema).max(mostMembers, `at most ${numberWords(mostMembers)} people`);

export const setRuntimeAccessSchema = z.strictObject({
  runtimeId: idSchema,
  openTo,
  /** Who may use it by name, all of them; kept, but without effect, while it is open to everyone. */
  memberIds,
  /** How it was when the change was begun: it is made to that, and to nothing else. Null: however it is now. */
  began: z.strictObject({ openTo, memberIds }).nullable(),
});

/**
 * Says who may use a runtime. It holds from the next request on, everywhere. What a person had authorized is not deleted
 * when they may not use it any more: it counts nowhere, and is back when they are let in again.
 *
 * Administrators only. One unknown person and nothing is changed, nor said who; nor is it where somebody else changed it
 * since `began`, or a list from before would let back in whom they removed.
 */
export async function setRuntimeAccess(
  ctx: Context,
  input: z.infer<typeof setRuntimeAccessSchema>,
): Promise<Result<{ page: AdminRuntimePage }, 'not_administrator' | 'not_found' | 'changed_meanwhile'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const { runtimeId, openTo: open, began } = input;
  const wanted = [...new Set(input.memberIds)];
  const outcome = await ctx.db.transaction(async (tx) => {
    const [runtime] = await tx
      .select({ openTo: runtimes.openTo })
      .from(runtimes)
      .where(eq(runtimes.id, runtimeId))
      // Not so tight that a token being linked to it by somebody who is being let in would wait for this, and this for it.
      .for('no key update');
    if (runtime === undefined) return 'not_found';
    const [known] = await tx.select({ people: count() }).from(users).where(inArray(users.id, wanted));
    if (known?.people !== wanted.length) return 'not_found';
    const members = await tx
      .select({ userId: runtimeMembers.userId })
      .from(runtimeMembers)
      .where(eq(runtimeMembers.runtimeId, runtimeId));
    const before = new Set(members.map(({ userId }) => userId));
    if (began !== null && !(began.openTo === runtime.openTo && sameIds(before, new Set(began.memberIds)))) {
      return 'changed_meanwhile';
    }
    const added = wanted.filter((userId) => !before.has(userId));
    const removed = [...before].filter((userId) => !wanted.includes(userId));
    if (added.length > 0) await tx.insert(runtimeMembers).values(added.map((userId) => ({ runtimeId, userId })));
    await tx
      .delete(runtimeMembers)
      .where(and(eq(runtimeMembers.runtimeId, runtimeId), inArray(runtimeMembers.userId, removed)));
    const act = { at: ctx.now, actorId: ctx.actor.userId, runtimeId };
    if (runtime.openTo !== open) {
      await tx.update(runtimes).set({ openTo: open }).where(eq(runtimes.id, runtimeId));
      await recordAct(tx, { ...act, action: open === 'everyone' ? 'runtime.open' : 'runtime.close' });
    }
    for (const userId of added) await recordAct(tx, { ...act, action: 'runtime_member.add', userId });
    for (const userId of removed) await recordAct(tx, { ...act, action: 'runtime_member.remove', userId });
    return 'changed';
  });
  if (outcome !== 'changed') return fail(outcome);
  const page = await showRuntime(ctx, { runtimeId });
  return page.ok ? { ok: true, value: { page: page.value } } : page;
}

function sameIds(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id));
}
