import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { database } from '#db/provide.ts';
import type { Context, UserActor } from '#lib/context.ts';
import { safeNextPath } from './next-path.ts';
import { decodeSession, sessionCookieName } from './session-cookie.ts';
import { readSession, type SignedIn } from './sessions.ts';
import { anyUserExists } from './users.ts';

/** One look at the database per request, whoever asks: Next gives every request one Headers object. */
const known = new WeakMap<object, Promise<SignedIn | null>>();

/** Who is signed in, by the database and not by the cookie; null when nobody is. */
export async function currentSession(): Promise<SignedIn | null> {
  const request = await headers();
  const asked = known.get(request);
  if (asked !== undefined) return asked;
  const asking = findSession();
  known.set(request, asking);
  return asking;
}

async function findSession(): Promise<SignedIn | null> {
  const cookie = (await cookies()).get(sessionCookieName());
  const now = new Date();
  const sessionId = cookie === undefined ? null : decodeSession(cookie.value, now);
  return sessionId === null ? null : readSession(database(), sessionId, now);
}

/** Who acts in this request; null when nobody is signed in. */
export async function currentActor(): Promise<UserActor | null> {
  return (await currentSession())?.actor ?? null;
}

/** What verbs take first, for this request; null when nobody is signed in. */
export async function requestContext(): Promise<Context | null> {
  const actor = await currentActor();
  return actor === null ? null : { db: database(), actor, now: new Date() };
}

/** Where a signed-out person belongs: to setup while there is no account at all, else to sign in and come back. */
async function doorstep(path: string): Promise<string> {
  if (!(await anyUserExists(database()))) return '/setup';
  return `/sign-in?next=${encodeURIComponent(safeNextPath(path))}`;
}

/** For pages: who is signed in and the context of verbs, or off to the sign-in page, which leads back to `path`. */
export async function pageContext(path: string): Promise<{ ctx: Context; me: SignedIn }> {
  const me = await currentSession();
  if (me === null) redirect(await doorstep(path));
  return { ctx: { db: database(), actor: me.actor, now: new Date() }, me };
}

/** For the sign-in page: nobody signed in and somebody to sign in as, or off to where this person belongs. */
export async function assertSignInPage(next: unknown): Promise<void> {
  if ((await currentSession()) !== null) redirect(safeNextPath(next));
  if (!(await anyUserExists(database()))) redirect('/setup');
}

/** For the setup page: there is no account yet, or off to the sign-in page. */
export async function assertSetupPage(): Promise<void> {
  if (await anyUserExists(database())) redirect('/sign-in');
}
