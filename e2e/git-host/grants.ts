import type { Host } from './host.ts';
import type { TokenRecord } from './state.ts';

/** Revokes a token, and with an OAuth token all that came from the same authorization: its refresh token too. */
export function revokeGrantOf(host: Host, token: TokenRecord): void {
  host.tokens.revoke(token);
  if (token.grantId !== null) revokeGrant(host, token.grantId);
}

export function revokeGrant(host: Host, grantId: string): void {
  host.tokens.revokeGrant(grantId);
  for (const [key, { payload }] of Object.entries(host.state.oidc)) {
    if (payload['grantId'] === grantId) delete host.state.oidc[key];
  }
  host.file.changed();
}
