import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import pg from 'pg';
import { takeLock } from './lock.ts';
import * as schema from './schema.ts';

/** One type for PGlite and PostgreSQL. Inside a transaction use only its `tx`: PGlite is one connection. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;

export interface DatabaseAddress {
  /** PostgreSQL's URL; null opens PGlite in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
}

export type OpenDatabase = {
  readonly db: Database;
  close(): Promise<void>;
} & ({ readonly kind: 'pglite'; readonly client: PGlite } | { readonly kind: 'postgres'; readonly client: pg.Pool });

/** Opens the database; PGlite under its exclusive lock. @throws DatabaseLockedError */
export async function openDatabase(
  address: DatabaseAddress,
  onError: (error: Error) => void = () => {},
): Promise<OpenDatabase> {
  return address.databaseUrl === null ? openPglite(address.dataDir) : openPostgres(address.databaseUrl, onError);
}

async function openPglite(dataDir: string): Promise<OpenDatabase> {
  const release = takeLock(dataDir);
  try {
    const client = await PGlite.create(path.join(/*turbopackIgnore: true*/ dataDir, 'pglite'));
    return {
      ...wrapPglite(client),
      close: async () => {
        await client.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** An already opened PGlite as a database. */
export function wrapPglite(client: PGlite): OpenDatabase {
  return { kind: 'pglite', client, db: drizzlePglite(client, { schema }), close: () => client.close() };
}

async function openPostgres(url: string, onError: (error: Error) => void): Promise<OpenDatabase> {
  // A start that cannot reach its database says so within two seconds; later, a busy pool may take longer.
  const first = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_500 });
  await first.connect();
  await first.end();
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5_000, keepAlive: true });
  // Without a listener a restart of the database would end this process.
  pool.on('error', onError);
  return { kind: 'postgres', client: pool, db: drizzlePg(pool, { schema }), close: () => pool.end() };
}
