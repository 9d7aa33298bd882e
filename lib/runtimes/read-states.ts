import { asc, eq, type SQL, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { runtimes } from '#db/schema/runtimes.ts';
import { deriveStatus, type StatusCode } from '#lib/git-tokens/status.ts';
import { keyColumns, runtimeState } from './admin-row.ts';
import type { RuntimeState } from './admin-view.ts';

/** Runtimes are listed by this; unique, so that it is a key to go on from. */
export const runtimeOrder = sql<string>`lower(${runtimes.name})`;

/** How one runtime stands. */
export interface StandingRuntime {
  readonly id: string;
  readonly key: string;
  readonly state: RuntimeState;
  readonly code: StatusCode;
  /** Whether it comes before or after the place asked for, by the database's own order. */
  readonly before: boolean;
  readonly after: boolean;
}

/** Only what decides a state: a statement of its own, for it reads every runtime. */
const facts = {
  id: runtimes.id,
  key: runtimeOrder.as('key'),
  installedAt: runtimes.installedAt,
  webhookId: runtimes.webhookId,
  webhookGoneAt: runtimes.webhookGoneAt,
  access: runtimes.tokenAccess,
  token: {
    // First, and never null: by it drizzle tells whether there is a token.
    id: gitTokens.id,
    verdict: gitTokens.verdict,
    acceptedAt: gitTokens.acceptedAt,
    expiresAt: gitTokens.expiresAt,
    renewsItself: sql<boolean>`${gitTokens.refreshToken} is not null`.as('renews_itself'),
    unreachableReason: gitTokens.unreachableReason,
    unusableReason: gitTokens.unusableReason,
  },
};

/**
 * How every runtime that matches stands, in order of name: derived from facts by the one pure function, so that nothing
 * about states is written twice. `from` is the key of a place in the list.
 */
export async function readStates(
  db: Database,
  now: Date,
  { search, from }: { readonly search?: SQL | undefined; readonly from?: string | null } = {},
): Promise<readonly StandingRuntime[]> {
  const place = from ?? null;
  const beside = (sign: '<' | '>') =>
    place === null ? sql<boolean>`false` : sql<boolean>`${runtimeOrder} ${sql.raw(sign)} ${place}`;
  const rows = await db
    .select({ ...facts, ...keyColumns(now), before: beside('<').as('before'), after: beside('>').as('after') })
    .from(runtimes)
    .leftJoin(gitTokens, eq(gitTokens.runtimeId, runtimes.id))
    .where(search)
    .orderBy(asc(runtimeOrder));
  return rows.map(({ id, key, token, access, before, after, ...runtime }) => {
    const code = deriveStatus(token === null ? null : { ...token, access }, now);
    return { id, key, code, before, after, state: runtimeState(runtime, { code }, runtime) };
  });
}

/** Runtimes of the same facts, so that they stand the same. */
export interface StandingGroup {
  readonly state: RuntimeState;
  readonly code: StatusCode;
  readonly size: number;
  /** The key of the first of them by name. */
  readonly first: string;
}

/** Every runtime by its facts. Cheap: what thousands share is read once, and most tokens have no end that tells them apart. */
export async function groupStates(db: Database, now: Date): Promise<readonly StandingGroup[]> {
  const keys = keyColumns(now);
  const known = sql<boolean>`${gitTokens.id} is not null`;
  const columns = {
    // Whether they are there is all that counts of these; of when it was accepted, beside an end.
    installedAt: sql<Date | null>`case when ${runtimes.installedAt} is not null then to_timestamp(0) end`.mapWith(
      runtimes.installedAt,
    ),
    webhookId: sql<string | null>`case when ${runtimes.webhookId} is not null then '' end`,
    webhookGoneAt: sql<Date | null>`case when ${runtimes.webhookGoneAt} is not null then to_timestamp(0) end`.mapWith(
      runtimes.webhookGoneAt,
    ),
    access: runtimes.tokenAccess,
    known: known.as('known'),
    verdict: gitTokens.verdict,
    acceptedAt: sql<Date | null>`case when ${gitTokens.expiresAt} is not null then ${gitTokens.acceptedAt} end`.mapWith(
      gitTokens.acceptedAt,
    ),
    expiresAt: gitTokens.expiresAt,
    renewsItself: sql<boolean>`${gitTokens.refreshToken} is not null`.as('renews_itself'),
    unreachableReason: gitTokens.unreachableReason,
    unusableReason: gitTokens.unusableReason,
    keyMade: keys.keyMade,
    keyLive: keys.keyLive,
  };
  const rows = await db
    .select({ ...columns, size: sql<number>`count(*)::int`, first: sql<string>`min(${runtimeOrder})` })
    .from(runtimes)
    .leftJoin(gitTokens, eq(gitTokens.runtimeId, runtimes.id))
    .groupBy(
      sql.raw(
        Object.keys(columns)
          .map((_, index) => index + 1)
          .join(', '),
      ),
    );
  return rows.map(({ size, first, known: hasToken, ...row }) => {
    const code = deriveStatus(hasToken ? row : null, now);
    return { size, first, code, state: runtimeState(row, { code }, row) };
  });
}
