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
