import { isRecord, noVerdict, rateLimited, unreachable, type Answer } from '#lib/git-providers/classify.ts';
import type { GitHost, Inspection, OAuthApplication, TokenOwner } from '#lib/git-providers/provider.ts';
import { reveal, type Secret } from '#lib/secret.ts';
import { expiryHeader, readExpiry } from './expiry.ts';
import { ask, basic, bearer, readListedScopes } from './rest.ts';

interface Input {
  readonly host: GitHost;
  readonly token: Secret;
  readonly kindId: string;
  readonly application: OAuthApplication | null;
}

/**
 * Who owns a token, its scopes and its expiry. An OAuth token is asked after by the application that got it: that tells
 * scopes and expiry, and spares the user GitHub's limit of failed logins. But its 404 also comes for tokens of an
 * application used before, and its 401 means the application's secret: only `GET /user` can say "rejected".
 */
export async function inspect(input: Input): Promise<Inspection> {
  if (input.kindId === 'oauth' && input.application !== null) {
    const found = await askApplication(input.host, input.application, input.token);
    if (found !== null) return found;
  }
  const answer = await ask(input.host, 'GET /user', {}, bearer(input.token));
  return answer.outcome === 'answered' ? judgeUser(answer, input) : answer;
}

/** The application's word on a token, or null where the token has to speak for itself. */
async function askApplication(host: GitHost, application: OAuthApplication, token: Secret): Promise<Inspection | null> {
  const parameters = { client_id: application.clientId, access_token: reveal(token) };
  const answer = await ask(host, 'POST /applications/{client_id}/token', parameters, basic(application));
  if (answer.outcome !== 'answered') return answer;
  const aboutUs = [401, 403, 404, 422].includes(answer.status) && !rateLimited(answer);
  if (answer.status !== 200) return aboutUs ? null : noVerdict(answer);
  const owner = isRecord(answer.data) ? readOwner(answer.data['user'], host) : null;
  if (owner === null || !isRecord(answer.data)) return unreachable('invalid_response');
  const { scopes, expires_at: expires } = answer.data;
  const listed = Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : null;
  const expiresAt = typeof expires === 'string' ? readExpiry(expires) : null;
  const expiry = expires === null ? 'never' : expiresAt === null ? 'untold' : 'known';
  return { outcome: 'accepted', owner, scopes: listed, expiresAt, expiry };
}

/** The reading of `GET /user`. Its 401 is the only answer that speaks against a token. */
function judgeUser(answer: Answer, { host, kindId }: Input): Inspection {
  // A 401 without JSON comes from something in front of GitHub.
  if (answer.status === 401 && isRecord(answer.data)) return { outcome: 'rejected' };
  if (answer.status !== 200) return noVerdict(answer);
  const owner = readOwner(answer.data, host);
  if (owner === null) return unreachable('invalid_response');
  return {
    outcome: 'accepted',
    owner,
    scopes: readScopes(answer.headers, kindId),
    ...readHeaderExpiry(answer, kindId),
  };
}

function readHeaderExpiry(
  { headers }: Answer,
  kindId: string,
): { expiresAt: Date | null; expiry: 'known' | 'never' | 'untold' } {
  const text = headers[expiryHeader];
  // Personal access tokens that expire always say so. Whether OAuth tokens do is not documented.
  if (text === undefined) return { expiresAt: null, expiry: kindId === 'oauth' ? 'untold' : 'never' };
  const expiresAt = readExpiry(text);
  return { expiresAt, expiry: expiresAt === null ? 'untold' : 'known' };
}

/** Fine-grained tokens have no list, or an empty one. */
function readScopes(headers: Answer['headers'], kindId: string): readonly string[] | null {
  const scopes = readListedScopes(headers);
  return scopes?.length === 0 && kindId === 'fine-grained' ? null : scopes;
}

function readOwner(data: unknown, host: GitHost): TokenOwner | null {
  if (!isRecord(data)) return null;
  const { id, login, avatar_url: avatar } = data;
  const numbered =
    (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) || (typeof id === 'bigint' && id > 0n);
  if (!numbered || typeof login !== 'string' || !/^[^\p{C}\p{Z}]{1,255}$/u.test(login)) return null;
  return { id: String(id), login, avatarUrl: typeof avatar === 'string' ? pageUrl(avatar, host) : null };
}

/** A URL from a provider's answer, fit to be shown: https, or at the host's own origin. Otherwise null. */
export function pageUrl(text: string, host: GitHost): string | null {
  const url = text.length <= 2048 ? URL.parse(text) : null;
  if (url === null || url.username !== '' || url.password !== '') return null;
  return url.protocol === 'https:' || url.origin === host.origin ? url.href : null;
}
