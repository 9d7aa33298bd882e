import type { Database } from '#db/client.ts';
import { inBackground } from '#lib/background.ts';
import { coalescing } from '#lib/coalesce.ts';
import { checkRow } from './check-row.ts';
import { readStored } from './read-stored.ts';

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
  const found = await readStored(db, tokenId);
  if (found !== null) await checkRow(db, found.row, found.integration, now);
}
