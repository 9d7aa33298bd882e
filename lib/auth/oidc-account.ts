import { and, eq } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { users } from '#db/schema/users.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { anyUserExists, normaliseEmail } from './users.ts';

/** What an OpenID Connect issuer says of a person (OpenID Connect Core 1.0 §5.1). */
export interface OidcPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  /** Null where the issuer does not say. */
  readonly emailVerified: boolean | null;
  readonly name: string | null;
}

/**
 * The account of a person who signed in at the issuer, made at the first time. Issuer and subject alone say who it is:
 * an e-mail address can change hands, so an account that has it already is never taken over.
 */
export async function findOrCreateOidcAccount(
  db: Database,
  person: OidcPerson,
): Promise<Result<{ userId: string }, 'not_set_up' | 'oidc_email_taken' | 'oidc_no_email' | 'wrong_credentials'>> {
  const [known] = await db
    .select({ id: users.id, disabledAt: users.disabledAt })
    .from(users)
    .where(and(eq(users.oidcIssuer, person.issuer), eq(users.oidcSubject, person.subject)));
  if (known !== undefined) return known.disabledAt === null ? ok({ userId: known.id }) : fail('wrong_credentials');
  // Whoever comes first becomes the administrator, but by the setup page, knowingly.
  if (!(await anyUserExists(db))) return fail('not_set_up');
  if (person.email === null || person.emailVerified === false) return fail('oidc_no_email');
  const email = normaliseEmail(person.email);
  const [made] = await db
    .insert(users)
    .values({
      email,
      name: person.name?.normalize('NFC') ?? email,
      oidcIssuer: person.issuer,
      oidcSubject: person.subject,
    })
    .onConflictDoNothing()
    .returning({ id: users.id });
  if (made !== undefined) return ok({ userId: made.id });
  // The address is another account's, or this person came twice at once.
  const [twin] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.oidcIssuer, person.issuer), eq(users.oidcSubject, person.subject)));
  return twin === undefined ? fail('oidc_email_taken') : ok({ userId: twin.id });
}
