import type { Purpose } from '#lib/git-providers/provider.ts';
import { gitProvider } from '#lib/git-providers/registry.ts';
import type { IntegrationView } from '#lib/runtimes/view.ts';
import type { IntegrationRow } from './open.ts';

/** The host as people read it: no scheme, port only when it is not the usual one. */
export function hostName(origin: string): string {
  return new URL(origin).host;
}

/**
 * A Git integration for the browser, with the kinds of token to make for a purpose: no secret, no certificate.
 * @throws for a provider this version does not know.
 */
export function integrationView(row: IntegrationRow, purpose: Purpose = 'user'): IntegrationView {
  const provider = gitProvider(row.provider);
  if (provider === null) throw new Error(`Git integration ${row.id} has an unknown provider: ${row.provider}.`);
  const host = { origin: row.origin, apiBase: row.apiBase, caBundle: null };
  return {
    id: row.id,
    name: row.name,
    provider: provider.id,
    providerLabel: provider.label,
    host: hostName(row.origin),
    hasOAuth: row.oauthClientId !== null && row.oauthClientSecret !== null,
    tokenKinds: provider.kinds
      .filter((kind) => kind.id !== 'oauth')
      .map((kind) => ({
        id: kind.id,
        label: kind.label,
        scopes: provider.neededScopes(purpose, kind.id),
        newTokenUrl: provider.tokenPageUrl(host, purpose, kind.id, 'Git Tokens'),
      })),
    tokenForms: provider.tokenForms,
  };
}
