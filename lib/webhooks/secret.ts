import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { runtimes } from '#db/schema/runtimes.ts';
import { open, seal, UnsealError } from '#lib/cipher.ts';
import { Secret } from '#lib/secret.ts';

/** Where a webhook's secret is sealed: for its runtime, and the one origin that may be told it. */
export function webhookSecretPlace(runtimeId: string, origin: string) {
  return { table: 'runtimes', column: 'webhook_secret', rowId: runtimeId, ownerId: '', origin };
}

/**
 * What a runtime's deliveries are signed with: made at the first call, and stored before anybody is told it, so that a
 * creation that is cut short is taken up again with the same one. Null: the runtime is gone.
 */
export async function webhookSecret(db: Database, runtimeId: string, origin: string): Promise<Secret | null> {
  const place = webhookSecretPlace(runtimeId, origin);
  return db.transaction(async (tx) => {
    const [row] = await tx
      .select({ sealed: runtimes.webhookSecret })
      .from(runtimes)
      .where(eq(runtimes.id, runtimeId))
      .for('update');
    if (row === undefined) return null;
    const known = row.sealed === null ? null : tryOpen(row.sealed, place);
    if (known !== null) return known;
    // In the form of Standard Webhooks, which providers that know of no form take as well.
    const made = new Secret(`whsec_${randomBytes(32).toString('base64')}`);
    await tx
      .update(runtimes)
      .set({ webhookSecret: seal(made, place) })
      .where(eq(runtimes.id, runtimeId));
    return made;
  });
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
