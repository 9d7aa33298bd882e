import { eq } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { users } from '#db/schema/users.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { matchesPassword } from './password.ts';
import { admitAttempt, forgiveAttempts } from './sign-in-limits.ts';
import { normaliseEmail } from './users.ts';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** Of the client, for counting attempts. */
  readonly address: string;
}

/**
 * The account of an e-mail address and password. The answer and the work are the same for a wrong password, an unknown
 * address, a disabled account and one that has no password.
 */
export async function verifyCredentials(
  db: Database,
  given: Credentials,
): Promise<Result<{ userId: string }, 'wrong_credentials' | 'too_many_attempts'>> {
  const email = normaliseEmail(given.email);
  if (!(await admitAttempt(email, given.address))) return fail('too_many_attempts');
  const [user] = await db
    .select({ id: users.id, passwordHash: users.passwordHash, disabledAt: users.disabledAt })
    .from(users)
    .where(eq(users.email, email));
  const matches = await matchesPassword(given.password, user?.passwordHash ?? null);
  if (!matches || user === undefined || user.disabledAt !== null) return fail('wrong_credentials');
  await forgiveAttempts(email, given.address);
  return ok({ userId: user.id });
}
