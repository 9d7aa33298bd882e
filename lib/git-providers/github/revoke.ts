import { isRecord, noVerdict } from '#lib/git-providers/classify.ts';
import type { GitHost, OAuthApplication, Revocation } from '#lib/git-providers/provider.ts';
import { reveal, type Secret } from '#lib/secret.ts';
import { ask, basic, bearer } from './rest.ts';

interface Input {
  readonly host: GitHost;
  readonly application: OAuthApplication | null;
  readonly kindId: string;
  readonly accessToken: Secret;
}

/**
 * Ends a token at the provider. An OAuth token is withdrawn by its application. Any other, and one whose application is
 * gone, through the interface for leaked tokens, which github.com has and Enterprise Server has not; its owner gets a
 * mail from GitHub about it. A token that is dead already counts as revoked.
 */
export async function revoke(input: Input, hasCredentialRevocation: boolean): Promise<Revocation> {
  const byApplication = await withdraw(input);
  if (byApplication !== null) return byApplication;
  if (hasCredentialRevocation) return report(input);
  return { outcome: 'unsupported' };
}

/** By the application; null where it has nothing to say about the token. */
async function withdraw({ host, application, kindId, accessToken }: Input): Promise<Revocation | null> {
  if (kindId !== 'oauth' || application === null) return null;
  const parameters = { client_id: application.clientId, access_token: reveal(accessToken) };
  const answer = await ask(host, 'DELETE /applications/{client_id}/token', parameters, basic(application));
  if (answer.outcome !== 'answered') return answer;
  if (answer.status === 204) return { outcome: 'revoked' };
  if (answer.status === 401) return { outcome: 'misconfigured', error: 'invalid_client' };
  if (answer.status !== 404 && answer.status !== 422) return noVerdict(answer);
  // Not a token of this application: dead, or got by another application that was configured before.
  const user = await ask(host, 'GET /user', {}, bearer(accessToken));
  if (user.outcome !== 'answered') return user;
  if (user.status === 401 && isRecord(user.data)) return { outcome: 'revoked' };
  return user.status === 200 ? null : noVerdict(user);
}

/** As a leaked token: without any authentication, which GitHub demands of this call. 60 an hour. */
async function report({ host, accessToken }: Input): Promise<Revocation> {
  const answer = await ask(host, 'POST /credentials/revoke', { credentials: [reveal(accessToken)] }, null);
  if (answer.outcome !== 'answered') return answer;
  if (answer.status === 202 || answer.status === 204) return { outcome: 'revoked' };
  // 422: a form it does not know, such as the 40 hex digits of before 2021. 404: a host without this interface.
  if (answer.status === 404 || answer.status === 422) return { outcome: 'unsupported' };
  return noVerdict(answer);
}
