import { Socket } from 'node:net';
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

/** How long PostgreSQL may take for one statement, in milliseconds. None here needs a tenth of it. */
const longestStatement = 10_000;
/** How much longer it may say nothing at all, before its connection is given up. */
const grace = 1_000;

/** Opens the database; PGlite under its exclusive lock. @throws DatabaseLockedError */
export async function openDatabase(
  address: DatabaseAddress,
  onError: (error: Error) => void = () => {},
  statementTimeout: number = longestStatement,
): Promise<OpenDatabase> {
  return address.databaseUrl === null
    ? openPglite(address.dataDir)
    : openPostgres(address.databaseUrl, onError, statementTimeout);
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

async function openPostgres(
  url: string,
  onError: (error: Error) => void,
  statementTimeout: number,
): Promise<OpenDatabase> {
  // A start that cannot reach its database says so within two seconds; later, a busy pool may take longer.
  const first = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_500 });
  await first.connect();
  await first.end();
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    statement_timeout: statementTimeout,
  });
  // Without a listener a restart of the database would end this process.
  pool.on('error', onError);
  giveUpSilent(pool, statementTimeout + grace);
  return { kind: 'postgres', client: pool, db: drizzlePg(pool, { schema }), close: () => pool.end() };
}

/**
 * Ends connections in use on which nothing comes for so many milliseconds: a database behind a network that swallows
 * packets neither answers nor hangs up. Whoever waits is told, and the pool has room for another connection even where
 * nobody gives this one back, as drizzle does not when `begin` fails.
 */
function giveUpSilent(pool: pg.Pool, milliseconds: number): void {
  const inUse = new Set<pg.PoolClient>();
  pool.on('acquire', (client) => inUse.add(client));
  pool.on('release', (_error, client) => inUse.delete(client));
  pool.on('connect', (client) => {
    const { stream } = client.connection;
    if (stream instanceof Socket) stream.setTimeout(milliseconds);
    stream.on('timeout', () => {
      if (inUse.has(client)) stream.destroy(new Error('The database said nothing for too long.'));
    });
    // One that ends within a transaction has no other listener; the transaction's next statement fails.
    client.on('error', () => {});
    client.once('end', () => {
      if (!inUse.has(client)) return;
      const release = client.release.bind(client);
      client.release = () => {};
      release(true);
    });
  });
}
