import { generateKeyPairSync } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { interactionPolicy, Provider } from 'oidc-provider';
import type { Host } from './host.ts';
import { html } from './html.ts';
import { hostRequest } from './http.ts';
import {
  accessTokenLifetime,
  expires,
  IDENTITY_SCOPE,
  oidcAdapter,
  OFFLINE_SCOPE,
  realScopes,
} from './oauth-adapter.ts';
import { redirectUriAllowed } from './oauth-redirects.ts';
import { page } from './pages-layout.ts';
import { ALL_SCOPES, hasScope } from './scopes.ts';
import { OAUTH_COOKIE } from './sessions.ts';
import { mintToken } from './token-format.ts';

const CODE_S = 600;
const REFRESH_S = 15_897_600;
const DAY_S = 86_400;

/** Where the consent page of one authorization is. */
export const CONSENT_PATH = '/login/oauth/interaction';

/** What the user has granted to an application so far; null when they never were asked. */
export function consented(host: Host, userId: string, clientId: string): readonly string[] | null {
  return host.state.consents[`${userId}:${clientId}`] ?? null;
}

/** oidc-provider with GitHub's life times, token formats and rules of consent. */
export function createProvider(host: Host): Provider {
  const { Check, Prompt } = interactionPolicy;
  const signIn = new Prompt(
    { name: 'login', requestable: false },
    new Check('other_account', 'the person signed in to the host is not the one of this session', (ctx) => {
      const user = host.sessions.userOf(hostRequest(ctx.req, host.origin));
      return ctx.oidc.session.accountId === undefined || ctx.oidc.session.accountId !== String(user?.id);
    }),
  );
  const consent = new Prompt(
    { name: 'consent', requestable: false },
    new Check('scopes_missing', 'not all requested scopes were granted', ({ oidc }) => {
      if (oidc.result?.consent) return false;
      return !covered(host, oidc.session.accountId, oidc.client.clientId, oidc.params['scope']);
    }),
  );
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const provider: Provider = new Provider(`${host.origin}/login/oauth`, {
    adapter: oidcAdapter(host),
    clockTolerance: 0,
    cookies: {
      names: { session: OAUTH_COOKIE, interaction: 'local_git_host_step', resume: 'local_git_host_resume' },
      keys: [mintToken('ghr')],
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
    },
    findAccount: (_ctx: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
    interactions: {
      policy: [signIn, consent],
      url: (_ctx: unknown, interaction: { uid: string }) => `${CONSENT_PATH}/${interaction.uid}`,
    },
    jwks: { keys: [{ ...key, alg: 'ES256', use: 'sig' }] },
    pkce: { required: () => false },
    allowOmittingSingleRegisteredRedirectUri: false,
    routes: { authorization: '/authorize', token: '/access_token' },
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    scopes: [...ALL_SCOPES, IDENTITY_SCOPE, OFFLINE_SCOPE],
    issueRefreshToken: (_ctx: unknown, client: { clientId: string }, code: { scope?: string }) =>
      expires(host, client.clientId, code.scope),
    async loadExistingGrant({ oidc }: Parameters<Parameters<Provider['use']>[0]>[0]) {
      const { accountId } = oidc.session;
      const { clientId } = oidc.client;
      const granted = oidc.result?.consent?.grantId;
      if (granted !== undefined) return provider.Grant.find(granted);
      if (accountId === undefined || !covered(host, accountId, clientId, oidc.params['scope'])) return undefined;
      return newGrant(provider, accountId, clientId, oidc.params['scope'] ?? '');
    },
    async renderError(
      ctx: { type: string; body: unknown; req: IncomingMessage },
      out: { error: string; error_description?: string },
    ) {
      const body = html`<h1>Authorization failed</h1><p>${out.error_description ?? out.error}</p>`;
      ctx.type = 'html';
      ctx.body = page(host, hostRequest(ctx.req, host.origin), {
        title: 'Authorization failed',
        body,
        narrow: true,
      }).body;
    },
    ttl: {
      AccessToken: (_ctx: unknown, token: { clientId: string; scope?: string }) =>
        accessTokenLifetime(host, token.clientId, token.scope),
      AuthorizationCode: CODE_S,
      Grant: 3650 * DAY_S,
      IdToken: CODE_S,
      Interaction: CODE_S,
      RefreshToken: REFRESH_S,
      Session: 14 * DAY_S,
    },
  });
  // The original also settles the format.
  provider.AccessToken.prototype.generateTokenId = function generate() {
    this.format = 'opaque';
    return mintToken('gho');
  };
  provider.RefreshToken.prototype.generateTokenId = function generate() {
    this.format = 'opaque';
    return mintToken('ghr');
  };
  provider.Client.prototype.redirectUriAllowed = function allowed(uri) {
    return redirectUriAllowed(host, this.clientId, uri);
  };
  provider.on('server_error', (_ctx, error) => console.error('Local Git host: OAuth failed:', error));
  return provider;
}

/** A new grant of these scopes: one per authorization, so that revoking one leaves the others alone. */
export async function newGrant(provider: Provider, accountId: string, clientId: string, scope: string) {
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope);
  await grant.save();
  return grant;
}

function covered(host: Host, accountId: string | undefined, clientId: string, scope: string | undefined): boolean {
  const granted = accountId === undefined ? null : consented(host, accountId, clientId);
  return granted !== null && realScopes(scope).every((wanted) => hasScope(granted, wanted));
}
