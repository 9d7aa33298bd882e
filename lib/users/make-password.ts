import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { users } from '#db/schema/users.ts';
import { recordAct } from '#lib/audit/record.ts';
import { hashPassword } from '#lib/auth/password.ts';
import { randomPassword } from '#lib/auth/random-password.ts';
import { endSessionsOf } from '#lib/auth/sessions.ts';
import type { Context } from '#lib/context.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { reveal } from '#lib/secret.ts';
import type { userSchema } from './disable.ts';
import { guardAdministrators, type GuardFailure } from './guard.ts';

/** A password that was made: this answer is the only time it is seen. */
export interface MadePassword {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/**
 * Makes a new password for a person with a local account: the one before is good no more, and their sessions end.
 * Administrators only, and never for one's own account, whose password is changed by who knows it. `no_password`: the
 * person signs in at the organization.
 */
export async function makePassword(
  ctx: Context,
  { userId }: z.output<typeof userSchema>,
): Promise<Result<MadePassword, GuardFailure | 'not_found' | 'no_password'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const made = randomPassword();
  const passwordHash = await hashPassword(reveal(made));
  return ctx.db.transaction(async (tx) => {
    const refused = await guardAdministrators(tx, ctx, userId);
    if (refused !== null) return refused;
    const [user] = await tx
      .select({ name: users.name, email: users.email, passwordHash: users.passwordHash })
      .from(users)
      .where(eq(users.id, userId));
    if (user === undefined) return fail('not_found');
    if (user.passwordHash === null) return fail('no_password');
    await tx.update(users).set({ passwordHash }).where(eq(users.id, userId));
    await endSessionsOf(tx, userId, ctx.now);
    await recordAct(tx, { at: ctx.now, actorId: ctx.actor.userId, action: 'user.make_password', userId });
    return ok({ userId, name: user.name, email: user.email, password: reveal(made) });
  });
}
