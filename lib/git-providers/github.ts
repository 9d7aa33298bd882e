import type { GitProvider, TokenForm, TokenKind } from './provider.ts';
import { readWebhook } from './github/deliveries.ts';
import { inspect } from './github/inspect.ts';
import { authorizeUrl, basicUser, cloneUrl, manageUrl, tokenPageUrl, webhooksUrl } from './github/pages.ts';
import { neededScopes } from './github/permissions.ts';
import { probe } from './github/probe.ts';
import { repositoryAccess } from './github/repository-access.ts';
import { revoke } from './github/revoke.ts';
import { createWebhook, deleteWebhook, findWebhook } from './github/webhooks.ts';
import { exchangeCode, refreshGrant } from './oauth-grant.ts';
import { formsForeignToGitHub } from './token-forms.ts';

const oauth: TokenKind = { id: 'oauth', label: 'OAuth' };
const classic: TokenKind = { id: 'classic', label: 'classic PAT' };
const fineGrained: TokenKind = { id: 'fine-grained', label: 'fine-grained PAT' };

/** @see https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats */
const tokenForms: readonly TokenForm[] = [
  { prefix: 'ghp_', kind: classic, what: 'a GitHub classic personal access token', checksum: true },
  { prefix: 'github_pat_', kind: fineGrained, what: 'a GitHub fine-grained personal access token', checksum: false },
  { prefix: 'gho_', kind: null, what: 'a GitHub OAuth token', checksum: true },
  { prefix: 'ghu_', kind: null, what: "a GitHub App's user token", checksum: true },
  { prefix: 'ghs_', kind: null, what: "a GitHub App's installation token", checksum: false },
  { prefix: 'ghr_', kind: null, what: 'a GitHub refresh token', checksum: true },
  ...formsForeignToGitHub,
];

/** What GitHub and GitHub Enterprise Server are each of their own. */
interface Edition {
  readonly id: string;
  readonly label: string;
  readonly defaultOrigin: string | null;
  readonly apiBaseFor: (origin: string) => string;
  /** `POST /credentials/revoke`, which ends personal access tokens too. */
  readonly hasCredentialRevocation: boolean;
}

function tokenEndpoint(origin: string): string {
  return `${origin}/login/oauth/access_token`;
}

const exchange: GitProvider['exchangeCode'] = ({ host, application, ...input }) =>
  exchangeCode({ host, url: tokenEndpoint(host.origin), application }, input);

function edition(own: Edition): GitProvider {
  return {
    id: own.id,
    label: own.label,
    kinds: [oauth, classic, fineGrained],
    defaultOrigin: own.defaultOrigin,
    apiBaseFor: own.apiBaseFor,
    neededScopes,
    tokenPageUrl,
    manageUrl,
    tokenForms,
    authorizeUrl,
    // Sent by github.com since April 2026.
    issuer: (host) => `${host.origin}/login/oauth`,
    exchangeCode: exchange,
    refresh: ({ host, application, refreshToken }) =>
      refreshGrant({ host, url: tokenEndpoint(host.origin), application }, refreshToken),
    revoke: (input) => revoke(input, own.hasCredentialRevocation),
    canRevoke: (_host, kindId) => kindId === oauth.id || own.hasCredentialRevocation,
    probe: ({ host, application, redirectUri }) => probe(host, application, redirectUri, exchange),
    inspect,
    repositoryAccess,
    createWebhook,
    findWebhook,
    deleteWebhook,
    webhooksUrl,
    readWebhook: (delivery) => Promise.resolve(readWebhook(delivery)),
    basicUser: () => basicUser,
    cloneUrl,
  };
}

export const github = edition({
  id: 'github',
  label: 'GitHub',
  defaultOrigin: 'https://github.com',
  apiBaseFor(origin) {
    const { protocol, host } = new URL(origin);
    // github.com, and the tenants of GitHub Enterprise Cloud with data residency: api.acme.ghe.com.
    return host === 'github.com' || host.endsWith('.ghe.com') ? `${protocol}//api.${host}` : `${origin}/api/v3`;
  },
  hasCredentialRevocation: true,
});

export const githubEnterprise = edition({
  id: 'github-enterprise',
  label: 'GitHub Enterprise Server',
  defaultOrigin: null,
  apiBaseFor: (origin) => `${origin}/api/v3`,
  hasCredentialRevocation: false,
});
