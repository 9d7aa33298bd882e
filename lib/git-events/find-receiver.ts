import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import { open, UnsealError } from '#lib/cipher.ts';
import type { GitProvider } from '#lib/git-providers/provider.ts';
import { gitProvider } from '#lib/git-providers/registry.ts';
import type { Secret } from '#lib/secret.ts';
import { webhookSecretPlace } from '#lib/webhooks/secret.ts';

/** Whom a delivery is for, and what it must be signed with. */
export interface Receiver {
  readonly gitIntegrationId: string;
  readonly provider: GitProvider;
  readonly secret: Secret;
}

/** The runtime's webhook; null where there is no such runtime, no webhook, or a secret that does not open any more. */
export async function findReceiver(db: Database, runtimeId: string): Promise<Receiver | null> {
  if (!z.uuid().safeParse(runtimeId).success) return null;
  const [row] = await db
    .select({
      sealed: runtimes.webhookSecret,
      gitIntegrationId: gitIntegrations.id,
      providerId: gitIntegrations.provider,
      origin: gitIntegrations.origin,
    })
    .from(runtimes)
    .innerJoin(gitIntegrations, eq(gitIntegrations.id, runtimes.gitIntegrationId))
    .where(eq(runtimes.id, runtimeId));
  const provider = row === undefined ? null : gitProvider(row.providerId);
  if (row === undefined || row.sealed === null || provider === null) return null;
  const secret = openSecret(row.sealed, runtimeId, row.origin);
  return secret === null ? null : { gitIntegrationId: row.gitIntegrationId, provider, secret };
}

function openSecret(sealed: Uint8Array, runtimeId: string, origin: string): Secret | null {
  try {
    return open(sealed, webhookSecretPlace(runtimeId, origin));
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}
