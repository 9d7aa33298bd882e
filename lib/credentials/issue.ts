import type { Database } from '#db/client.ts';
import { auditEvents } from '#db/schema/audit.ts';
import { open, UnknownKeyError, UnsealError } from '#lib/cipher.ts';
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
 * Hands out the token by which a person authorized the runtime of a key, as `answer` writes it. One statement and one
 * decryption; a token that is due is first refreshed or checked, and then decided on as it is. Nothing is kept between
 * two requests.
 * @throws what kept a token that was decided on from being handed out, above all UnknownKeyError.
 */
export async function issueCredential<Answer>(
  db: Database,
  asked: Asked,
  answer: (credential: Credential) => Answer,
): Promise<Result<Answer, Refused>> {
  for (const final of [false, true, true]) {
    const decided = await decide(db, asked, final);
    if (decided === null) return fail('unknown_key');
    const { outcome, tokenId: id, generation } = decided;
    if (outcome !== 'ok' && outcome !== 'due') return fail(outcome, { runtime: decided.runtimeName });
    if (id === null || generation === null) throw new Error(`Decided ${outcome} without a token.`);
    if (outcome === 'due') {
      await makeReady(db, { id, generation }, asked.now);
      continue;
    }
    try {
      return ok(answer(openCredential(decided)));
    } catch (error) {
      await recordWithheld(db, asked, decided, error);
      if (!(error instanceof UnsealError)) throw error;
      // Its row then says so, and is decided on once more.
      await writeFacts(db, { id, generation }, { unusableReason: 'undecryptable', checkedAt: asked.now });
    }
  }
  return fail('unavailable');
}

/** The decision was `ok`, was written down so, and then nothing was handed out: that is written down too. */
async function recordWithheld(db: Database, { address }: Asked, decided: Decided, error: unknown): Promise<void> {
  const unknownKey = error instanceof UnknownKeyError;
  const outcome = error instanceof UnsealError ? 'undecryptable' : unknownKey ? 'unknown_cipher_key' : 'unanswerable';
  const { userId, runtimeId, runtimeKeyId, gitIntegrationId, tokenId: gitTokenId } = decided;
  const about = { userId, runtimeId, runtimeKeyId, gitIntegrationId, gitTokenId, address };
  await db.insert(auditEvents).values({ action: 'credential.withhold', outcome, ...about });
}

function openCredential(decided: Decided): Credential {
  const { tokenId, userId, accessToken, kind, provider: providerId, origin } = decided;
  const provider = gitProvider(providerId);
  if (provider === null) throw new Error(`There is a token of an unknown provider: ${providerId}.`);
  if (tokenId === null || accessToken === null || kind === null) throw new Error('A credential without a token.');
  const place = tokenPlace({ id: tokenId, userId, runtimeId: null }, 'access_token', origin);
  return {
    username: provider.basicUser(kind, decided.ownerLogin ?? ''),
    password: open(accessToken, place),
    expiresAt: decided.expiresAt,
  };
}
