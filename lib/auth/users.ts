import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { users } from '#db/schema/users.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { hashPassword } from './password.ts';
import { endSessionsOf } from './sessions.ts';

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** Any fixed number: who makes the first account holds it, so that twenty who try at once make one. */
const firstAccountLock = 7_214_093_552;

/** Addresses are compared without regard to case. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Whether anybody has an account yet. */
export async function anyUserExists(db: Database): Promise<boolean> {
  const rows = await db.select({ id: users.id }).from(users).limit(1);
  return rows.length > 0;
}

/** The administrator of a fresh installation: once, and never again. */
export async function createFirstAdministrator(
  db: Database,
  input: NewUser,
): Promise<Result<{ userId: string }, 'already_set_up'>> {
  if (await anyUserExists(db)) return fail('already_set_up');
  const passwordHash = await hashPassword(input.password);
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${firstAccountLock})`);
    if (await anyUserExists(tx)) return fail('already_set_up');
    const [row] = await tx
      .insert(users)
      .values({ email: normaliseEmail(input.email), name: input.name, role: 'administrator', passwordHash })
      .returning({ id: users.id });
    if (row === undefined) throw new Error('The first account was not written.');
    return ok({ userId: row.id });
  });
}

/** A local account. */
export async function createUser(
  db: Database,
  input: NewUser & { readonly role: 'user' | 'administrator' },
): Promise<Result<{ userId: string }, 'email_taken'>> {
  const passwordHash = await hashPassword(input.password);
  const [row] = await db
    .insert(users)
    .values({ email: normaliseEmail(input.email), name: input.name, role: input.role, passwordHash })
    .onConflictDoNothing({ target: users.email })
    .returning({ id: users.id });
  return row === undefined ? fail('email_taken') : ok({ userId: row.id });
}

/**
 * Shuts an account that is open: its sessions end with their next request, and it cannot sign in. Its tokens stay sealed.
 */
export async function disableUser(db: Database, userId: string, now: Date): Promise<Result<null, 'not_found'>> {
  return db.transaction(async (tx) => {
    const rows = await tx
      .update(users)
      .set({ disabledAt: now })
      .where(and(eq(users.id, userId), isNull(users.disabledAt)))
      .returning({ id: users.id });
    await endSessionsOf(tx, userId, now);
    return rows.length === 0 ? fail('not_found') : ok(null);
  });
}
