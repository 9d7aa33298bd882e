import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import pRetry from 'p-retry';
import type { Database } from '#db/client.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { inBackground } from '#lib/background.ts';
import type { OpenIntegration } from '#lib/git-integrations/open.ts';
import type { GrantAnswer, OAuthApplication, TokenGrant } from '#lib/git-providers/provider.ts';
import type { Secret } from '#lib/secret.ts';
import { databaseNow, openRefreshToken, sealedColumns, type TokenRow, verdictColumns } from './store.ts';

/**
 * `refreshed`: `row` holds a new token. `kept`: the old one stays, to be used while it lasts. `dead`: the provider takes
 * the refresh token no more; `row` says why. `impossible`: the provider was not asked, as there is nothing to ask it with.
 */
export interface Refreshed {
  readonly outcome: 'refreshed' | 'kept' | 'dead' | 'impossible';
  readonly row: TokenRow;
}

const leaseSeconds = 60;
const waitForWinnerMs = 15_000;
const pollMs = 50;
/** How long before its end a token is refreshed. */
export const renewBeforeSeconds = 900;
/** How long a new pair is held in memory for a database that does not take it: ten minutes. */
const persistence = { retries: 1_000, minTimeout: 100, maxTimeout: 5_000, maxRetryTime: 600_000 };

/** Whether a token should be refreshed before it is used. */
export function needsRefresh(row: Pick<TokenRow, 'refreshToken' | 'expiresAt'>, now: Date): boolean {
  if (row.refreshToken === null || row.expiresAt === null) return false;
  return row.expiresAt.getTime() - now.getTime() <= renewBeforeSeconds * 1_000;
}

/** When a grant's tokens end; null where the provider does not say. */
export function grantExpiry(grant: TokenGrant, now: Date) {
  const after = (seconds: number | null) => (seconds === null ? null : new Date(now.getTime() + seconds * 1_000));
  const expiresAt = after(grant.expiresInSeconds);
  return {
    expiresAt,
    expirySource: expiresAt === null ? null : ('provider' as const),
    refreshExpiresAt: after(grant.refreshExpiresInSeconds),
  };
}

/**
 * Refreshes a token once, however many ask at once and in however many processes. A refresh token may be good for one
 * use only, so: a lease by the database's clock, a journal entry before the request, no transaction open during it, and
 * every write fenced by generation. A stop waits for it, whoever asked and is gone.
 * @throws UnknownKeyError when this process was not given the key of the refresh token; nothing was written then.
 */
export async function refreshToken(
  db: Database,
  row: TokenRow,
  integration: OpenIntegration,
  now: Date,
): Promise<Refreshed> {
  const { application, applicationElsewhere, host } = integration;
  if (applicationElsewhere) return { outcome: 'kept', row };
  const secret = openRefreshToken(row, host.origin);
  if (secret === null || application === null) return { outcome: 'impossible', row };
  const means = { ...integration, application, secret };
  return (await inBackground(claimAndRefresh(db, row, means, now))) ?? waitForWinner(db, row);
}

type Means = OpenIntegration & { readonly application: OAuthApplication; readonly secret: Secret };

/** Null: somebody else holds the lease, or has refreshed it. */
async function claimAndRefresh(db: Database, row: TokenRow, means: Means, now: Date): Promise<Refreshed | null> {
  const claim = randomUUID();
  const claimed = await takeClaim(db, row, claim);
  if (claimed === null) return null;
  // An earlier request went out and its answer was lost: this refresh token may be spent already.
  const interrupted = claimed.refreshDispatchedAt !== null;
  await db
    .update(gitTokens)
    .set({ refreshDispatchedAt: databaseNow })
    .where(and(eq(gitTokens.id, row.id), eq(gitTokens.refreshClaim, claim)));
  const { provider, host, application, secret } = means;
  const answer = await provider.refresh({ host, application, refreshToken: secret });
  if (answer.outcome !== 'granted') return fail(db, claimed, claim, answer, interrupted, now);
  const { grant } = answer;
  const columns = {
    // A provider that sends no new refresh token means the old one to stay.
    ...sealedColumns(claimed, host.origin, grant.accessToken, grant.refreshToken ?? secret),
    ...grantExpiry(grant, now),
    generation: claimed.generation + 1,
    // Whatever was found out about the old one meanwhile.
    verdict: 'accepted' as const,
    verdictAt: now,
    acceptedAt: now,
    unusableReason: null,
    refreshDispatchedAt: null,
  };
  // The old pair may be dead now: a database that is away for a while must not cost the new one.
  const refreshed = await pRetry(() => settle(db, claimed, null, columns), persistence);
  // Deleted meanwhile, with the token of before: what was granted since must not outlive it.
  if ((await readRow(db, claimed.id)) === null) {
    await provider.revoke({ host, application, kindId: claimed.kind, accessToken: grant.accessToken });
  }
  return refreshed;
}

async function takeClaim(db: Database, row: TokenRow, claim: string): Promise<TokenRow | null> {
  const [claimed] = await db
    .update(gitTokens)
    .set({ refreshClaim: claim, refreshClaimUntil: sql`now() + make_interval(secs => ${leaseSeconds})` })
    .where(
      and(
        eq(gitTokens.id, row.id),
        eq(gitTokens.generation, row.generation),
        or(isNull(gitTokens.refreshClaim), lt(gitTokens.refreshClaimUntil, databaseNow)),
      ),
    )
    .returning();
  return claimed ?? null;
}

/**
 * Ends the lease with what came of it; a newer generation makes it write nothing. Given its `claim`, another owner's
 * lease does so too. A new pair is written without: whoever took the lapsed lease since can only find the old one spent.
 */
async function settle(
  db: Database,
  claimed: TokenRow,
  claim: string | null,
  columns: Partial<TokenRow>,
): Promise<Refreshed> {
  const sameSecret = and(eq(gitTokens.id, claimed.id), eq(gitTokens.generation, claimed.generation));
  const [written] = await db
    .update(gitTokens)
    .set({ ...columns, refreshClaim: null, refreshClaimUntil: null })
    .where(claim === null ? sameSecret : and(sameSecret, eq(gitTokens.refreshClaim, claim)))
    .returning();
  return described(written ?? (await readRow(db, claimed.id)) ?? claimed, claimed.generation);
}

function fail(
  db: Database,
  claimed: TokenRow,
  claim: string,
  answer: Exclude<GrantAnswer, { outcome: 'granted' }>,
  interrupted: boolean,
  now: Date,
): Promise<Refreshed> {
  switch (answer.outcome) {
    case 'denied': {
      // Not the person's doing, and not known to be anybody's: neither is called a revocation.
      const lapsed = claimed.refreshExpiresAt !== null && claimed.refreshExpiresAt <= now;
      const reason = interrupted ? 'refresh_interrupted' : lapsed ? 'refresh_rejected' : null;
      return settle(db, claimed, claim, {
        refreshDispatchedAt: null,
        ...(reason !== null
          ? { unusableReason: reason }
          : { ...verdictColumns('rejected', claimed, now), checkedAt: now, unreachableReason: null }),
      });
    }
    case 'ambiguous':
      return settle(db, claimed, claim, { unreachableReason: answer.reason, checkedAt: now });
    default: {
      const unreachableReason = answer.outcome === 'misconfigured' ? 'misconfigured' : answer.reason;
      const refreshDispatchedAt = interrupted ? claimed.refreshDispatchedAt : null;
      return settle(db, claimed, claim, { unreachableReason, checkedAt: now, refreshDispatchedAt });
    }
  }
}

/** Somebody else refreshes right now: their result is ours. Gives up after 15 s, with the token as it is then. */
async function waitForWinner(db: Database, row: TokenRow): Promise<Refreshed> {
  const until = Date.now() + waitForWinnerMs;
  let latest = row;
  do {
    await wait(pollMs);
    latest = (await readRow(db, row.id)) ?? latest;
  } while (latest.generation === row.generation && latest.refreshClaim !== null && Date.now() < until);
  return described(latest, row.generation);
}

async function readRow(db: Database, id: string): Promise<TokenRow | null> {
  const [row] = await db.select().from(gitTokens).where(eq(gitTokens.id, id));
  return row ?? null;
}

function described(row: TokenRow, generation: number): Refreshed {
  if (row.generation > generation) return { outcome: 'refreshed', row };
  const dead = row.verdict === 'rejected' || row.unusableReason !== null;
  return { outcome: dead ? 'dead' : 'kept', row };
}
