import { eq, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { prepared } from '#db/prepared.ts';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimeMembers, runtimes } from '#db/schema/runtimes.ts';
import { users } from '#db/schema/users.ts';
import type { Context } from '#lib/context.ts';
import { ok, type Result } from '#lib/result.ts';

/**
 * How many rows, and the sum of the transactions that last wrote them: a later transaction has a higher number, so that
 * with as many rows as before any change makes the sum greater. No row need be read but for that number.
 */
const marks = sql.raw(`count(*) || '.' || coalesce(sum(xmin::text::bigint), 0)`);

const mine = sql.placeholder('userId');

/** What is mine alone: few rows. */
const selectMine = prepared((db) =>
  db
    .select({
      tokens: sql<string>`(select ${marks} from ${gitTokens} as token where token.user_id = ${mine})`,
      links: sql<string>`(select ${marks} from ${authorizations} as link where link.user_id = ${mine})`,
      memberships: sql<string>`(select ${marks} from ${runtimeMembers} as member where member.user_id = ${mine})`,
    })
    .from(users)
    .where(eq(users.id, mine))
    .prepare('runtimes_version_mine'),
);

/** What everybody's list is made of: every runtime, so it is asked once a second at most, however many look. */
const selectShared = prepared((db) =>
  db
    .select({ runtimes: sql<string>`${marks}` })
    .from(runtimes)
    .prepare('runtimes_version_runtimes'),
);
const selectIntegrationMarks = prepared((db) =>
  db
    .select({ integrations: sql<string>`${marks}` })
    .from(gitIntegrations)
    .prepare('runtimes_version_integrations'),
);

const sharedForMs = 1_000;
const asked = new WeakMap<Database, { readonly at: number; readonly marks: Promise<string> }>();

async function readShared(db: Database): Promise<string> {
  const [[all], [integrations]] = await Promise.all([selectShared(db).execute(), selectIntegrationMarks(db).execute()]);
  return `${all?.runtimes ?? ''}-${integrations?.integrations ?? ''}`;
}

function shared({ db, now }: Context): Promise<string> {
  const known = asked.get(db);
  if (known !== undefined && Math.abs(now.getTime() - known.at) < sharedForMs) return known.marks;
  const made = { at: now.getTime(), marks: readShared(db) };
  asked.set(db, made);
  // A database that is away for a moment is not remembered as away.
  made.marks.catch(() => asked.delete(db));
  return made.marks;
}

/**
 * A short text that is another one once anything changed that my list of runtimes is made of: my tokens, authorizations
 * and memberships at once, the runtimes and their Git integrations within a second. It may change for less: then the
 * list is read once in vain. Cheap enough to be asked every few seconds by everybody who looks at the page.
 */
export async function readVersion(ctx: Context): Promise<Result<{ version: string }, never>> {
  const [[own], all] = await Promise.all([selectMine(ctx.db).execute({ userId: ctx.actor.userId }), shared(ctx)]);
  return ok({ version: [...Object.values(own ?? {}), all].join('-') });
}
