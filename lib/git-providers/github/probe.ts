import { randomBytes } from 'node:crypto';
import { isRecord, noVerdict, unreachable } from '#lib/git-providers/classify.ts';
import type { GitHost, GitProvider, OAuthApplication, Probe } from '#lib/git-providers/provider.ts';
import { ask, type Asked } from './rest.ts';

/**
 * Whether a GitHub answers here, and takes this application. No token of anybody is used: the server tells what it is
 * at `GET /meta`, which asks for none, and the application by trading an invented code, which GitHub judges after the
 * client. The client secret is sent only to what has shown itself to be a GitHub.
 * @see https://docs.github.com/en/rest/meta/meta
 * @see https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
 */
export async function probe(
  host: GitHost,
  application: OAuthApplication | null,
  redirectUri: string,
  exchange: GitProvider['exchangeCode'],
): Promise<Probe> {
  const meta = await ask(host, 'GET /meta', {}, null);
  if (meta.outcome !== 'answered') return meta.reason === 'invalid_response' ? { outcome: 'not_a_git_server' } : meta;
  if (!isGitHub(meta)) return meta.status >= 500 ? noVerdict(meta) : { outcome: 'not_a_git_server' };
  if (application === null) return { outcome: 'ok', client: 'untested' };
  const answer = await exchange({
    host,
    application,
    redirectUri,
    code: randomBytes(10).toString('hex'),
    codeVerifier: randomBytes(32).toString('base64url'),
  });
  if (answer.outcome === 'denied') return { outcome: 'ok', client: 'accepted' };
  if (answer.outcome === 'misconfigured') {
    return { outcome: answer.error === 'redirect_uri_mismatch' ? 'redirect_uri_rejected' : 'client_rejected' };
  }
  if (answer.outcome === 'granted') return unreachable('invalid_response');
  if (answer.outcome === 'ambiguous') return unreachable(answer.reason);
  // GitHub has no page for a client ID it does not know.
  return answer.reason === 'not_found' ? { outcome: 'client_rejected' } : answer;
}

/** An Enterprise Server in private mode tells nobody anything, but tells it as GitHub does; so does a rate limit. */
function isGitHub({ status, headers, data }: Asked): boolean {
  if (!isRecord(data)) return false;
  if (status === 200) return typeof data['verifiable_password_authentication'] === 'boolean';
  const signed = 'x-github-request-id' in headers || 'x-github-media-type' in headers;
  return signed && (status === 401 || status === 403 || status === 429) && typeof data['message'] === 'string';
}
