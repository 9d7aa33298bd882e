import { env } from '#lib/env.ts';

/** Where a runtime's Git events are delivered to. */
export function webhookAddress(runtimeId: string): string {
  return `${env().publicUrl}/api/webhooks/git/${runtimeId}`;
}
