import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { users } from '#db/schema/users.ts';
import { recordAct } from '#lib/audit/record.ts';
import { hashPassword, matchesPassword } from '#lib/auth/password.ts';
import { personFields } from '#lib/auth/person.ts';
import { endSessionsOf } from '#lib/auth/sessions.ts';
import { admitOwnAttempt, forgiveOwnAttempts } from '#lib/auth/sign-in-limits.ts';
import type { Context } from '#lib/context.ts';
import { fail, ok, type Result } from '#lib/result.ts';

export const changePasswordSchema = z.strictObject({
  current: z.string().max(1_024),
  password: personFields.password,
});

/** Whether I have a password here; who signs in at the organization has none. */
export async function hasPassword({ db, actor }: Context): Promise<boolean> {
  const [user] = await db.select({ passwordHash: users.passwordHash }).from(users).where(eq(users.id, actor.userId));
  return (user?.passwordHash ?? null) !== null;
}

/**
 * Changes my own password, by who knows the current one; attempts are counted, as a stolen session must not find it out.
 * My other sessions end. `changed_meanwhile`: it was changed since it was looked at.
 */
export async function changePassword(
  ctx: Context,
  { current, password }: z.output<typeof changePasswordSchema>,
): Promise<Result<null, 'wrong_password' | 'no_password' | 'too_many_attempts' | 'changed_meanwhile'>> {
  const { userId, sessionId } = ctx.actor;
  const [user] = await ctx.db.select({ known: users.passwordHash }).from(users).where(eq(users.id, userId));
  const known = user?.known ?? null;
  if (known === null) return fail('no_password');
  if (!(await admitOwnAttempt(userId))) return fail('too_many_attempts');
  if (!(await matchesPassword(current, known))) return fail('wrong_password');
  await forgiveOwnAttempts(userId);
  const passwordHash = await hashPassword(password);
  return ctx.db.transaction(async (tx) => {
    const changed = await tx
      .update(users)
      .set({ passwordHash })
      .where(and(eq(users.id, userId), eq(users.passwordHash, known)))
      .returning({ id: users.id });
    if (changed.length === 0) return fail('changed_meanwhile');
    await endSessionsOf(tx, userId, ctx.now, sessionId);
    await recordAct(tx, { at: ctx.now, actorId: userId, action: 'user.change_password', userId });
    return ok(null);
  });
}
