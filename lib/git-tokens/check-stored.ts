import { eq } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import { inBackground } from '#lib/background.ts';
import { coalescing } from '#lib/coalesce.ts';
import { openIntegration } from '#lib/git-integrations/open.ts';
import { checkRow } from './check-row.ts';

const minute = 60;
const checks = coalescing('token-checks');

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
  return checks(tokenId, { now, freshForSeconds }, () => inBackground(findAndCheck(db, tokenId, now)));
}

async function findAndCheck(db: Database, tokenId: string, now: Date): Promise<void> {
  const [found] = await db
    .select({ row: gitTokens, integration: gitIntegrations })
    .from(gitTokens)
    .innerJoin(gitIntegrations, eq(gitIntegrations.id, gitTokens.gitIntegrationId))
    .where(eq(gitTokens.id, tokenId));
  if (found !== undefined) await checkRow(db, found.row, openIntegration(found.integration), now);
}
