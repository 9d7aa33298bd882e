import type { Database } from '#db/client.ts';
import { inBackground } from '#lib/background.ts';
import { coalescing } from '#lib/coalesce.ts';
import { checkRow } from './check-row.ts';
import { readStored } from './read-stored.ts';
import { needsRefresh, refreshToken } from './refresh.ts';
import type { TokenRow } from './store.ts';

/** A provider that is down is not asked by every request: that would cost each of them the wait. */
export const askAgainSeconds = 10;
const readyings = coalescing('token-readyings');

/**
 * Refreshes a token that is close to its end, or checks one whose date has passed. What came of it is in its row: a
 * provider that is down leaves the row as it was.
 */
export function makeReady(db: Database, token: Pick<TokenRow, 'id' | 'generation'>, now: Date): Promise<void> {
  const when = { now, freshForSeconds: askAgainSeconds };
  return readyings(`${token.id}.${token.generation}`, when, () => refreshOrCheck(db, token.id, now));
}

async function refreshOrCheck(db: Database, tokenId: string, now: Date): Promise<void> {
  const found = await readStored(db, tokenId);
  if (found === null) return;
  if (needsRefresh(found.row, now)) await refreshToken(db, found.row, found.integration, now);
  else await inBackground(checkRow(db, found.row, found.integration, now));
}
