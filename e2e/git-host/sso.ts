import { randomBytes } from 'node:crypto';
import type { Host } from './host.ts';
import type { TokenRecord } from './state.ts';

const LIFETIME_MS = 3_600_000;
const requests = new WeakMap<Host, Map<string, { tokenId: number; expiresAt: number }>>();

/** The page that authorizes this token for an organization behind single sign-on; good for one hour. */
export function ssoUrl(host: Host, organization: string, token: TokenRecord): string {
  const open = requests.get(host) ?? new Map<string, { tokenId: number; expiresAt: number }>();
  requests.set(host, open);
  const id = randomBytes(18).toString('base64url');
  open.set(id, { tokenId: token.id, expiresAt: Date.now() + LIFETIME_MS });
  return `${host.origin}/orgs/${organization}/sso?authorization_request=${id}`;
}

/** The token that such a page is about; null when the request is unknown or too old. */
export function ssoToken(host: Host, id: string): TokenRecord | null {
  const found = requests.get(host)?.get(id);
  return found && found.expiresAt > Date.now() ? host.tokens.get(found.tokenId) : null;
}
