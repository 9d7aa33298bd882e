import { and, eq, gt, isNull, ne, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { prepared } from '#db/prepared.ts';
import { sessions, users } from '#db/schema/users.ts';
import type { UserActor } from '#lib/context.ts';

/** How long a session lasts, in seconds, from signing in; using it does not prolong it. */
export const sessionSeconds = 14 * 24 * 3600;

/** Who is signed in, with what a page shows of them. */
export interface SignedIn {
  readonly actor: UserActor;
  readonly name: string;
  readonly email: string;
}

/** Starts a session; null when the account is disabled or gone. */
export async function startSession(db: Database, userId: string, now: Date): Promise<{ id: string } | null> {
  const [user] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), isNull(users.disabledAt)));
  if (user === undefined) return null;
  const expiresAt = new Date(now.getTime() + sessionSeconds * 1000);
  const [row] = await db
    .insert(sessions)
    .values({ userId: user.id, createdAt: now, expiresAt })
    .returning({ id: sessions.id });
  return row ?? null;
}

const selectSession = prepared((db) =>
  db
    .select({ id: sessions.id, userId: users.id, role: users.role, name: users.name, email: users.email })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.id, sql.placeholder('id')),
        isNull(sessions.endedAt),
        gt(sessions.expiresAt, sql.placeholder('now')),
        isNull(users.disabledAt),
      ),
    )
    .prepare('session_by_id'),
);

/** Whose session it is; null when it ended, expired, never was, or its person's account is disabled. */
export async function readSession(db: Database, sessionId: string, now: Date): Promise<SignedIn | null> {
  const [row] = await selectSession(db).execute({ id: sessionId, now });
  if (row === undefined) return null;
  const { id, userId, role, name, email } = row;
  return { actor: { kind: 'user', userId, sessionId: id, role }, name, email };
}

/** Ends a session for good. Ending it twice is no error. */
export async function endSession(db: Database, sessionId: string, now: Date): Promise<void> {
  await db
    .update(sessions)
    .set({ endedAt: now })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt)));
}

/** Ends all sessions of a person; all but one where `except` names it. */
export async function endSessionsOf(
  db: Pick<Database, 'update'>,
  userId: string,
  now: Date,
  except: string | null = null,
): Promise<void> {
  await db
    .update(sessions)
    .set({ endedAt: now })
    .where(
      and(eq(sessions.userId, userId), isNull(sessions.endedAt), except === null ? undefined : ne(sessions.id, except)),
    );
}
