import { type OpenDatabase, openDatabase } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { provideDatabase } from '#db/provide.ts';
import { provideKeys } from '#lib/cipher.ts';
import type { Env } from '#lib/env.ts';
import { loadKeys } from '#lib/keys.ts';
import { logger } from '#lib/logger.ts';
import { configureOutbound } from '#lib/outbound/policy.ts';
import { verifyKeys } from '#lib/verify-keys.ts';

/**
 * Opens what every process of the app stands on: keys, database and outbound policy. Whichever starts first migrates;
 * those that start with it wait for it. @throws what `causeAndCure` puts in words.
 */
export async function openAll(settings: Env): Promise<OpenDatabase> {
  const embedded = settings.databaseUrl === null;
  const keys = loadKeys({ env: settings.keys, dataDir: settings.dataDir, embedded });
  const database = await openDatabase(settings, (err) => logger().error({ err }, 'database connection lost'));
  try {
    await migrateDatabase(database);
    provideKeys(keys);
    await verifyKeys(database.db, keys);
    provideDatabase(database.db);
    configureOutbound({
      allowLoopback: settings.allowLoopbackGitHosts,
      allowCidrs: settings.outboundAllowCidrs,
    });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
