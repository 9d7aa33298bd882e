import { and, eq, isNotNull } from 'drizzle-orm';
import type { z } from 'zod';
import { users } from '#db/schema/users.ts';
import { recordAct } from '#lib/audit/record.ts';
import type { Context } from '#lib/context.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import type { userSchema } from './disable.ts';

/** Opens a disabled account again, with the tokens and authorizations it had. What is open stays as it is. Administrators only. */
export async function enableUser(
  ctx: Context,
  { userId }: z.output<typeof userSchema>,
): Promise<Result<null, 'not_administrator' | 'not_found'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  return ctx.db.transaction(async (tx) => {
    const opened = await tx
      .update(users)
      .set({ disabledAt: null })
      .where(and(eq(users.id, userId), isNotNull(users.disabledAt)))
      .returning({ id: users.id });
    if (opened.length === 0) {
      const known = await tx.select({ id: users.id }).from(users).where(eq(users.id, userId));
      return known.length === 0 ? fail('not_found') : ok(null);
    }
    await recordAct(tx, { at: ctx.now, actorId: ctx.actor.userId, action: 'user.enable', userId });
    return ok(null);
  });
}
