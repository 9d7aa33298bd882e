import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres';
import { migrate as migratePg } from 'drizzle-orm/node-postgres/migrator';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import pg from 'pg';
import type { OpenDatabase } from './client.ts';

const migrationsFolder = path.join(import.meta.dirname, 'migrations');
/** Any fixed number: who migrates holds it, so that processes that start together take turns. */
const advisoryLock = 7_214_093_551;

/** Brings the schema up to date. @throws when a migration of the journal was not applied. */
export async function migrateDatabase(database: OpenDatabase): Promise<void> {
  if (database.kind === 'pglite') {
    await migratePglite(drizzlePglite(database.client), { migrationsFolder });
  } else {
    // A connection of its own: a migration, or the wait for another process's, may take longer than any other statement.
    const client = new pg.Client({ connectionString: database.client.options.connectionString, keepAlive: true });
    await client.connect();
    try {
      await client.query('select pg_advisory_lock($1)', [advisoryLock]);
      try {
        await migratePg(drizzlePg(client), { migrationsFolder });
      } finally {
        await client.query('select pg_advisory_unlock($1)', [advisoryLock]);
      }
    } finally {
      await client.end();
    }
  }
  await assertComplete(database);
}

/** drizzle silently skips a migration that is older than the newest applied one: count what was applied. */
async function assertComplete(database: OpenDatabase): Promise<void> {
  const applied = await database.db
    .select({ at: sql<string>`created_at::text` })
    .from(sql`drizzle.__drizzle_migrations`);
  const known = new Set(applied.map((row) => row.at));
  const missing = journal().filter((entry) => !known.has(String(entry.when)));
  if (missing.length > 0) {
    throw new Error(
      `Migrations were skipped: ${missing.map((entry) => entry.tag).join(', ')}. The journal's times must rise.`,
    );
  }
}

/** The migrations on disk, in order: name and time in milliseconds. */
export function journal(): readonly { readonly tag: string; readonly when: number }[] {
  const text = readFileSync(path.join(migrationsFolder, 'meta/_journal.json'), 'utf8');
  const value = JSON.parse(text) as { entries: { tag: string; when: number }[] };
  return value.entries;
}
