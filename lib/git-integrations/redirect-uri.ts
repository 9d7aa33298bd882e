import { env } from '#lib/env.ts';

/** Where a provider sends people back to: what an OAuth application must be registered with. One per integration. */
export function redirectUri(gitIntegrationId: string): string {
  return `${env().publicUrl}/api/git-auth/${gitIntegrationId}/callback`;
}
