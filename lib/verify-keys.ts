import { eq } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { cipherKeys } from '#db/schema/git-tokens.ts';
import { open, seal, UnsealError } from './cipher.ts';
import { KeyError, type KeyRing } from './keys.ts';
import { reveal, Secret } from './secret.ts';

const known = 'git-tokens';

function place(keyId: string) {
  return { table: 'cipher_keys', column: 'sentinel', rowId: keyId, ownerId: '', origin: '' };
}

/**
 * Holds the ring against the database: each key ever used is there and is the same key. The primary key is recorded on
 * its first use. @throws KeyError when a key is missing or is another one of the same id; nothing was written then.
 */
export async function verifyKeys(db: Database, ring: KeyRing): Promise<void> {
  const rows = await db.select().from(cipherKeys);
  for (const row of rows) verifyKey(row, ring);
  if (rows.some((row) => row.keyId === ring.primary)) return;
  const sentinel = seal(new Secret(known), place(ring.primary));
  await db.insert(cipherKeys).values({ keyId: ring.primary, sentinel }).onConflictDoNothing();
  // Another process may have recorded it first, with another key.
  const [written] = await db.select().from(cipherKeys).where(eq(cipherKeys.keyId, ring.primary));
  if (written !== undefined) verifyKey(written, ring);
}

function verifyKey(row: { readonly keyId: string; readonly sentinel: Uint8Array }, ring: KeyRing): void {
  if (!ring.keys.has(row.keyId)) {
    throw new KeyError(
      `This database was sealed with key ${row.keyId}, which is not among the keys given. Add it to GIT_TOKENS_KEYS.`,
    );
  }
  try {
    if (reveal(open(row.sentinel, place(row.keyId))) === known) return;
  } catch (error) {
    if (!(error instanceof UnsealError)) throw error;
  }
  throw new KeyError(`Key ${row.keyId} is not the key of that name which sealed this database. Use the right one.`);
}
