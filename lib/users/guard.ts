import { and, eq, isNull, or } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { users } from '#db/schema/users.ts';
import type { Context } from '#lib/context.ts';
import { type Failure, fail } from '#lib/result.ts';

export type GuardFailure = 'not_administrator' | 'own_account';

/**
 * Whether an administrator may take something from an account: not from their own, so that whoever does it is one that
 * remains and the last administrator cannot go. Asked under a lock of all administrators: of two who do it to each other
 * at once, the second is none any more. The account itself is locked with them, all by id, which is the order of whoever
 * locks people. Null: they may.
 */
export async function guardAdministrators(
  tx: Pick<Database, 'select'>,
  ctx: Context,
  userId: string,
): Promise<Failure<GuardFailure> | null> {
  if (userId === ctx.actor.userId) return fail('own_account');
  const locked = await tx
    .select({ id: users.id })
    .from(users)
    .where(or(and(eq(users.role, 'administrator'), isNull(users.disabledAt)), eq(users.id, userId)))
    .orderBy(users.id)
    .for('no key update');
  return locked.some(({ id }) => id === ctx.actor.userId) ? null : fail('not_administrator');
}
