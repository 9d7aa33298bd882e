import { randomBytes } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { runtimes } from '#db/schema/runtimes.ts';
import { open, seal, UnsealError } from '#lib/cipher.ts';
import type { OpenIntegration } from '#lib/git-integrations/open.ts';
import { holdOrigin } from '#lib/git-tokens/save.ts';
import { Secret } from '#lib/secret.ts';

/** Where a webhook's secret is sealed: for its runtime, and the one origin that may be told it. */
export function webhookSecretPlace(runtimeId: string, origin: string) {
  return { table: 'runtimes', column: 'webhook_secret', rowId: runtimeId, ownerId: '', origin };
}

/** In the form of Standard Webhooks, which providers that know of no form take as well. */
export function makeWebhookSecret(): Secret {
  return new Secret(`whsec_${randomBytes(32).toString('base64')}`);
}

export interface WebhookSecret {
  readonly secret: Secret;
  /** As it was stored just now; null: it was there before, and a provider may know it. */
  readonly made: Uint8Array | null;
}

/**
 * What a runtime's deliveries are signed with: made at the first call, and stored before anybody is told it, so that a
 * creation that is cut short is taken up again with the same one. Asked for only when the provider is about to be told.
 * @returns null when the runtime is gone, or its integration has moved to another host: nothing was stored then.
 */
export async function webhookSecret(
  db: Database,
  runtimeId: string,
  integration: OpenIntegration,
): Promise<WebhookSecret | null> {
  const place = webhookSecretPlace(runtimeId, integration.host.origin);
  return db.transaction(async (tx) => {
    if (!(await holdOrigin(tx, integration))) return null;
    const [row] = await tx
      .select({ sealed: runtimes.webhookSecret })
      .from(runtimes)
      .where(eq(runtimes.id, runtimeId))
      .for('no key update');
    if (row === undefined) return null;
    const known = row.sealed === null ? null : tryOpen(row.sealed, place);
    if (known !== null) return { secret: known, made: null };
    const secret = makeWebhookSecret();
    const made = seal(secret, place);
    await tx.update(runtimes).set({ webhookSecret: made }).where(eq(runtimes.id, runtimeId));
    // In the place of one that does not open, it is not the first that a provider may know.
    return { secret, made: row.sealed === null ? made : null };
  });
}

/** Forgets a secret that was made for a webhook which the provider then refused: nobody knows it. */
export async function forgetWebhookSecret(db: Database, runtimeId: string, made: Uint8Array): Promise<void> {
  const unused = and(eq(runtimes.webhookSecret, made), isNull(runtimes.webhookId));
  await db
    .update(runtimes)
    .set({ webhookSecret: null })
    .where(and(eq(runtimes.id, runtimeId), unused));
}

/** One that does not open any more, because a key is lost or the host moved, is as good as none. */
function tryOpen(sealed: Uint8Array, place: ReturnType<typeof webhookSecretPlace>): Secret | null {
  try {
    return open(sealed, place);
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}
