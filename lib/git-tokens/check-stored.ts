import { eq } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import { inBackground } from '#lib/background.ts';
import { openIntegration } from '#lib/git-integrations/open.ts';
import { processWide } from '#lib/process-wide.ts';
import { checkRow } from './check-row.ts';

interface Started {
  readonly at: Date;
  readonly check: Promise<void>;
}

const minute = 60;
const started = () => processWide('token-checks', () => new Map<string, Started>());

/**
 * Checks a stored token, a person's or a runtime's, because something casts doubt on it: a runtime's report, a provider's
 * event, its date. Many who ask share one check: the one under way, or one that began less than `freshForSeconds` ago.
 * A token that is gone is no error. A stop waits for it.
 */
export function checkStoredToken(
  db: Database,
  tokenId: string,
  now: Date,
  freshForSeconds: number = minute,
): Promise<void> {
  const checks = started();
  const known = checks.get(tokenId);
  if (known !== undefined && secondsBetween(known.at, now) < freshForSeconds) return known.check;
  forgetBefore(now);
  const check = inBackground(findAndCheck(db, tokenId, now));
  const entry = { at: now, check };
  checks.set(tokenId, entry);
  // One that failed is nothing to go by.
  check.catch(() => {
    if (checks.get(tokenId) === entry) checks.delete(tokenId);
  });
  return check;
}

async function findAndCheck(db: Database, tokenId: string, now: Date): Promise<void> {
  const [found] = await db
    .select({ row: gitTokens, integration: gitIntegrations })
    .from(gitTokens)
    .innerJoin(gitIntegrations, eq(gitIntegrations.id, gitTokens.gitIntegrationId))
    .where(eq(gitTokens.id, tokenId));
  if (found !== undefined) await checkRow(db, found.row, openIntegration(found.integration), now);
}

function secondsBetween(a: Date, b: Date): number {
  return Math.abs(a.getTime() - b.getTime()) / 1_000;
}

/** Oldest first, as a Map keeps them. */
function forgetBefore(now: Date): void {
  const checks = started();
  for (const [tokenId, { at }] of checks) {
    if (secondsBetween(at, now) < minute) return;
    checks.delete(tokenId);
  }
}
