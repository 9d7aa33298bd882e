import type { Provider } from 'oidc-provider';
import { isRecord } from './http.ts';
import { realScopes } from './oauth-adapter.ts';

const WORDS: Record<string, string> = {
  incorrect_client_credentials: 'The client_id and/or client_secret passed are incorrect.',
  bad_verification_code: 'The code passed is incorrect or expired.',
  bad_refresh_token: 'The refresh token passed is incorrect or expired.',
  redirect_uri_mismatch: 'The redirect_uri MUST match the registered callback URL for this application.',
};
const ERRORS =
  'https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/';
const REFRESH_S = 15_897_600;

/** Turns the token endpoint's answers into GitHub's: errors with 200, scopes with commas, a form unless JSON is asked for. */
export function githubAnswer(provider: Provider): void {
  const details = new WeakMap<object, string>();
  provider.on('grant.error', (ctx, error) => details.set(ctx, error.error_detail ?? ''));
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.path !== '/access_token') return;
    const body = isRecord(ctx.body) ? ctx.body : {};
    if (body['error'] === 'server_error') return;
    const refreshing = ctx.oidc.params?.['grant_type'] === 'refresh_token';
    const answer =
      'access_token' in body ? success(body) : failure(String(body['error']), refreshing, details.get(ctx) ?? '');
    ctx.status = 200;
    if (String(ctx.req.headers['x-wanted-type']).includes('json')) {
      ctx.type = 'application/json; charset=utf-8';
      ctx.body = JSON.stringify(answer);
    } else {
      ctx.type = 'application/x-www-form-urlencoded; charset=utf-8';
      ctx.body = new URLSearchParams(
        Object.entries(answer).map(([name, value]): [string, string] => [name, String(value)]),
      ).toString();
    }
  });
}

function success(body: Record<string, unknown>): Record<string, unknown> {
  const expiring = 'refresh_token' in body && {
    expires_in: body['expires_in'],
    refresh_token: body['refresh_token'],
    refresh_token_expires_in: REFRESH_S,
  };
  return {
    access_token: body['access_token'],
    ...expiring,
    scope: realScopes(body['scope']).join(','),
    token_type: 'bearer',
  };
}

function failure(error: string, refreshing: boolean, detail: string): Record<string, unknown> {
  const code = githubError(error, refreshing, detail);
  return {
    error: code,
    error_description: WORDS[code] ?? error,
    error_uri: `${ERRORS}#${code.replaceAll('_', '-')}`,
  };
}

function githubError(error: string, refreshing: boolean, detail: string): string {
  if (error === 'invalid_client') return 'incorrect_client_credentials';
  if (error === 'unsupported_grant_type') return error;
  if (refreshing) return 'bad_refresh_token';
  return detail.includes('redirect_uri') ? 'redirect_uri_mismatch' : 'bad_verification_code';
}
