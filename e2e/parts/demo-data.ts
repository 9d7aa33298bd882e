import { writeFileSync } from 'node:fs';
import { type Database, openDatabase } from '#db/client.ts';
import { DatabaseLockedError } from '#db/lock.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { seedDemo } from '#db/seed.ts';
import { provideKeys } from '#lib/cipher.ts';
import { KeyError, loadKeys } from '#lib/keys.ts';
import { configureOutbound } from '#lib/outbound/policy.ts';
import { verifyKeys } from '#lib/verify-keys.ts';
import { installDemoRuntimes } from './demo-installations.ts';

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
  // The verbs that seed check and call addresses by these: the local Git host is on loopback.
  process.env['ALLOW_LOOPBACK_GIT_HOSTS'] = 'true';
  configureOutbound({ allowLoopback: true, allowCidrs: [] });
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

// In a process of its own the database's memory is given back when it is done.
if (import.meta.main) {
  const [dataDir = '', hostOrigin = '', keyFile = ''] = process.argv.slice(2);
  const lasting = process.env['DEMO_ROBOT_TOKEN'] ?? '';
  const endingSoon = process.env['DEMO_ROBOT_TOKEN_ENDING_SOON'] ?? '';
  try {
    await prepareDemoData(dataDir, hostOrigin, async (db) => {
      if (lasting === '') return;
      const key = await installDemoRuntimes(db, { lasting, endingSoon });
      writeFileSync(keyFile, key, { mode: 0o600 });
    });
  } catch (error) {
    if (!(error instanceof DatabaseLockedError || error instanceof KeyError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
