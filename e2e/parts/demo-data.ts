import { type Database, openDatabase } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { seedDemo } from '#db/seed.ts';
import { provideKeys } from '#lib/cipher.ts';
import { loadKeys } from '#lib/keys.ts';
import { verifyKeys } from '#lib/verify-keys.ts';

/**
 * Makes a data folder ready for the server, while it does not run: migrated, and filled with the demo's accounts,
 * integrations and runtimes, and with what `more` adds.
 * @throws DatabaseLockedError, KeyError
 */
export async function prepareDemoData(
  dataDir: string,
  hostOrigin: string,
  more: (db: Database) => Promise<void> = async () => {},
): Promise<void> {
  // The verbs that seed check addresses by this process's environment: the local Git host is on loopback.
  process.env['ALLOW_LOOPBACK_GIT_HOSTS'] = 'true';
  const keys = loadKeys({ env: null, dataDir, embedded: true });
  const database = await openDatabase({ databaseUrl: null, dataDir });
  try {
    await migrateDatabase(database);
    provideKeys(keys);
    await verifyKeys(database.db, keys);
    await seedDemo({ db: database.db, hostOrigin, now: new Date() });
    await more(database.db);
  } finally {
    await database.close();
  }
}
