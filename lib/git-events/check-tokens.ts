import pMap from 'p-map';
import type { Context } from '#lib/context.ts';
import { checkStoredToken, type Doubt } from '#lib/git-tokens/check-stored.ts';

const concurrency = 4;

/** Checks tokens that an event cast doubt on; each at most once a minute, which the check sees to. Never throws. */
export async function checkTokens(
  { db, now }: Pick<Context, 'db' | 'now'>,
  tokens: readonly Doubt['token'][],
): Promise<void> {
  await pMap(tokens, (token) => checkStoredToken(db, { token, cause: 'event', runtimeId: null }, now), { concurrency });
}
