import { UnknownKeyError } from '#lib/cipher.ts';
import type { OpenIntegration } from '#lib/git-integrations/open.ts';
import type { Revocation } from '#lib/git-providers/provider.ts';
import type { Secret } from '#lib/secret.ts';
import { openAccessToken, type TokenRow } from './store.ts';

/** Revokes a token that was deleted here, at its provider. A token that does not open any more cannot be. */
export async function revokeAtProvider(integration: OpenIntegration, row: TokenRow): Promise<Revocation> {
  const accessToken = openLast(integration, row);
  if (accessToken === null) return { outcome: 'unsupported' };
  const { provider, host, application } = integration;
  return provider.revoke({ host, application, kindId: row.kind, accessToken });
}

/** Its row is gone already: there is no later, when the key may be there. */
function openLast({ host }: OpenIntegration, row: TokenRow): Secret | null {
  try {
    return openAccessToken(row, host.origin);
  } catch (error) {
    if (error instanceof UnknownKeyError) return null;
    throw error;
  }
}

/**
 * Revokes OAuth tokens that another one replaced: made for us alone, they serve nobody. A replaced personal access token
 * is the person's own and stays. A provider that is down leaves the old grant there, which the person can end at its page.
 */
export async function revokeReplaced(integration: OpenIntegration, rows: readonly TokenRow[]): Promise<void> {
  const grants = rows.filter((row) => row.kind === 'oauth');
  await Promise.all(grants.map((row) => revokeAtProvider(integration, row)));
}
