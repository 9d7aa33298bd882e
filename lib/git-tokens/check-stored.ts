import type { Database } from '#db/client.ts';
import { inBackground } from '#lib/background.ts';
import { logger } from '#lib/logger.ts';
import { pacing } from '#lib/pace.ts';
import { checkRow } from './check-row.ts';
import { readStored } from './read-stored.ts';
import type { TokenRow } from './store.ts';

/** Something that casts doubt on a stored token. It is no verdict: the provider is asked. */
export interface Doubt {
  /** Which token, and which secret of it. */
  readonly token: Pick<TokenRow, 'id' | 'generation'>;
  /** Git refused it, to a runtime or to us; or the provider sent an event about its account. */
  readonly cause: 'refusal' | 'event';
  /** The runtime it was refused to; null where that is not known. */
  readonly runtimeId: string | null;
}

/** Checks without a wait. Refusals come one by one and each may be the first true one; events come in floods. */
const bursts = { refusal: 3, event: 1 } as const;
const checks = pacing<string>('token-checks', 60);

/**
 * Checks a stored token, a person's or a runtime's. Of one token's checks for a doubt one a minute begins, and some at
 * once; a doubt that comes after a check began gets another one, so that none is lost. What people have checked counts
 * for nothing here. Never rejects; a stop waits for a check under way. A token that is gone is no error.
 * @returns resolves when the check is done, or at once when it has to wait for its minute.
 */
export function checkStoredToken(db: Database, { token, cause, runtimeId }: Doubt, now: Date): Promise<void> {
  const asking = { now, burst: bursts[cause], note: runtimeId };
  return checks(`${token.id}.${token.generation}`, asking, (runtimeIds, at) =>
    inBackground(findAndCheck(db, token.id, runtimeIds, at)),
  );
}

async function findAndCheck(db: Database, tokenId: string, runtimeIds: readonly string[], now: Date): Promise<void> {
  try {
    const found = await readStored(db, tokenId);
    if (found !== null) await checkRow(db, found.row, found.integration, now, runtimeIds);
  } catch (error) {
    logger().error({ err: error, tokenId }, 'a token that was cast doubt on could not be checked');
  }
}
