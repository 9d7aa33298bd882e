import type { Database } from '#db/client.ts';
import { open, UnsealError } from '#lib/cipher.ts';
import { gitProvider } from '#lib/git-providers/registry.ts';
import { makeReady } from '#lib/git-tokens/make-ready.ts';
import { tokenPlace, writeFacts } from '#lib/git-tokens/store.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import type { Secret } from '#lib/secret.ts';
import { type Asked, decide, type Decided } from './statement.ts';

/** What a runtime is handed. */
export interface Credential {
  readonly username: string;
  readonly password: Secret;
  /** Seconds since 1970; null when nobody knows. */
  readonly expiresAt: number | null;
}

/** Why there is none: a decision, `unknown_key`, or `unavailable` when our side cannot tell. */
export type Refused = Exclude<Decided['outcome'], 'ok' | 'due'> | 'unknown_key' | 'unavailable';

/**
 * Hands out the token by which a person authorized the runtime of a key. One statement and one decryption; a token that
 * is due is first refreshed or checked, and then decided on as it is. Nothing is kept between two requests.
 */
export async function issueCredential(db: Database, asked: Asked): Promise<Result<Credential, Refused>> {
  for (const final of [false, true, true]) {
    const decided = await decide(db, asked, final);
    if (decided === null) return fail('unknown_key');
    const { outcome, tokenId } = decided;
    if (outcome === 'ok') {
      const credential = openCredential(decided);
      if (credential !== null) return ok(credential);
      // Its row then says so, and is decided on once more.
      const row = { id: tokenId ?? '', generation: decided.generation ?? 0 };
      await writeFacts(db, row, { unusableReason: 'undecryptable', checkedAt: asked.now });
    } else if (outcome === 'due') {
      await makeReady(db, tokenId ?? '', asked.now);
    } else {
      return fail(outcome, { runtime: decided.runtimeName });
    }
  }
  return fail('unavailable');
}

function openCredential(decided: Decided): Credential | null {
  const { tokenId, userId, accessToken, kind, provider: providerId, origin } = decided;
  const provider = gitProvider(providerId);
  if (provider === null) throw new Error(`There is a token of an unknown provider: ${providerId}.`);
  if (tokenId === null || accessToken === null || kind === null) throw new Error('A credential without a token.');
  const place = tokenPlace({ id: tokenId, userId, runtimeId: null }, 'access_token', origin);
  try {
    return {
      username: provider.basicUser(kind, decided.ownerLogin ?? ''),
      password: open(accessToken, place),
      expiresAt: decided.expiresAt,
    };
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}
