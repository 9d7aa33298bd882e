import * as oauth from 'oauth4webapi';
import { guardedFetch } from '#lib/outbound/fetch.ts';
import { OutboundError } from '#lib/outbound/failure.ts';
import { reveal, Secret } from '#lib/secret.ts';
import { isRecord, noVerdict, unreachable } from './classify.ts';
import type { GitHost, GrantAnswer, OAuthApplication, TokenGrant } from './provider.ts';

/** A token endpoint and the application that asks it. */
export interface TokenEndpoint {
  readonly host: GitHost;
  readonly url: string;
  readonly application: OAuthApplication;
}

const alphabet = /^[\x21-\x7e]{1,8192}$/;
const tenYears = 315_360_000;

/** RFC 6749 §5.2, with GitHub's own words for the same. */
const denials: ReadonlySet<string> = new Set([
  'invalid_grant',
  'access_denied',
  'bad_verification_code',
  'bad_refresh_token',
  'unverified_user_email',
]);
const misconfigurations: ReadonlySet<string> = new Set([
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'redirect_uri_mismatch',
  'incorrect_client_credentials',
  'application_suspended',
]);

/** Trades a code for tokens (RFC 6749 §4.1.3, RFC 7636). `state` and `iss` were judged by the caller. */
export async function exchangeCode(
  endpoint: TokenEndpoint,
  input: { readonly code: string; readonly codeVerifier: string; readonly redirectUri: string },
): Promise<GrantAnswer> {
  const { server, client, authentication, options } = dialect(endpoint);
  const answer = oauth.validateAuthResponse(
    server,
    client,
    new URLSearchParams({ code: input.code }),
    oauth.skipStateCheck,
  );
  return settle(
    () =>
      oauth.authorizationCodeGrantRequest(
        server,
        client,
        authentication,
        answer,
        input.redirectUri,
        input.codeVerifier,
        options,
      ),
    (response) => oauth.processAuthorizationCodeResponse(server, client, response),
  );
}

/** Trades a refresh token for new tokens (RFC 6749 §6). */
export async function refreshGrant(endpoint: TokenEndpoint, refreshToken: Secret): Promise<GrantAnswer> {
  const { server, client, authentication, options } = dialect(endpoint);
  return settle(
    () => oauth.refreshTokenGrantRequest(server, client, authentication, reveal(refreshToken), options),
    (response) => oauth.processRefreshTokenResponse(server, client, response),
  );
}

function dialect({ host, url, application }: TokenEndpoint) {
  // A connection of its own: codes and refresh tokens work once, so the request must not be lost on a stale one.
  const fetch = guardedFetch({ caBundle: host.caBundle, fresh: true });
  const send = (address: string, init: { method: string; headers: Record<string, string>; body?: unknown }) =>
    fetch(address, { method: init.method, headers: init.headers, body: init.body });
  // Whether plain http is allowed is for the guarded client to say, and it does.
  const options = { [oauth.customFetch]: send, [oauth.allowInsecureRequests]: true };
  return {
    server: { issuer: host.origin, token_endpoint: url },
    client: { client_id: application.clientId },
    authentication: oauth.ClientSecretPost(reveal(application.clientSecret)),
    options,
  };
}

async function settle(
  ask: () => Promise<Response>,
  read: (response: Response) => Promise<oauth.TokenEndpointResponse>,
): Promise<GrantAnswer> {
  let response: Response;
  try {
    response = await ask();
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return error.fate === 'lost' ? { outcome: 'ambiguous', reason: error.reason } : unreachable(error.reason);
  }
  const body = await readBody(response);
  const error = isRecord(body) && typeof body['error'] === 'string' ? body['error'] : null;
  if (response.status === 200 && isRecord(body) && error === null) return grantOf(body, read);
  return judgeError(response, body, error);
}

async function readBody(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** Errors by their code, never their description. GitHub sends them with status 200. */
function judgeError(response: Response, data: unknown, error: string | null): GrantAnswer {
  const { status } = response;
  if (error !== null && (status === 200 || status === 400 || status === 401)) {
    if (misconfigurations.has(error)) return { outcome: 'misconfigured', error };
    // A 401 is about the client, whatever the body says.
    if (denials.has(error) && status !== 401) return { outcome: 'denied' };
  }
  return noVerdict({ status, headers: Object.fromEntries(response.headers), data });
}

async function grantOf(
  body: Readonly<Record<string, unknown>>,
  read: (response: Response) => Promise<oauth.TokenEndpointResponse>,
): Promise<GrantAnswer> {
  const { access_token: access, refresh_token: refresh, token_type: type } = body;
  if (!isToken(access) || !(refresh === undefined || refresh === null || isToken(refresh))) {
    return unreachable('invalid_response');
  }
  try {
    // Only what is used goes on: an odd `expires_in` or `scope` must not cost a good token.
    await read(Response.json({ access_token: access, token_type: type }));
  } catch {
    return unreachable('invalid_response');
  }
  const grant: TokenGrant = {
    accessToken: new Secret(access),
    refreshToken: isToken(refresh) ? new Secret(refresh) : null,
    expiresInSeconds: readSeconds(body['expires_in']),
    refreshExpiresInSeconds: readSeconds(body['refresh_token_expires_in']),
  };
  return { outcome: 'granted', grant };
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && alphabet.test(value);
}

/** Whole seconds, at most ten years; null for what is no sensible lifetime. Numbers come as text from some. */
export function readSeconds(value: unknown): number | null {
  const seconds = typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !(seconds >= 1)) return null;
  return Math.floor(Math.min(seconds, tenYears));
}
