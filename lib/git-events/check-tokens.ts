import pMap from 'p-map';
import type { Context } from '#lib/context.ts';
import { checkStoredToken } from '#lib/git-tokens/check-stored.ts';
import { logger } from '#lib/logger.ts';

const concurrency = 4;

/** Checks tokens that an event cast doubt on; each at most once a minute, which the check sees to. Never throws. */
export async function checkTokens(
  { db, now }: Pick<Context, 'db' | 'now'>,
  tokenIds: readonly string[],
): Promise<void> {
  await pMap(
    tokenIds,
    async (tokenId) => {
      try {
        await checkStoredToken(db, tokenId, now);
      } catch (error) {
        logger().error({ err: error, tokenId }, 'a token could not be checked after an event');
      }
    },
    { concurrency },
  );
}
