import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type Database, type OpenDatabase, openDatabase } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { type AppServer, startAppServer } from '#e2e/parts/app-server.ts';
import { freePort } from '#e2e/parts/free-port.ts';
import type { Postgres } from '#e2e/parts/postgres.ts';
import { root } from '#e2e/parts/step.ts';
import { encodeSession, sessionCookieName } from '#lib/auth/session-cookie.ts';
import { sessionSeconds, startSession } from '#lib/auth/sessions.ts';
import { provideKeys } from '#lib/cipher.ts';
import { parseKeys } from '#lib/keys.ts';
import { verifyKeys } from '#lib/verify-keys.ts';
import { seedFleet } from './fleet.ts';

/** The app as it ships, with a fleet in its database and somebody signed in. */
export interface Subject {
  readonly server: AppServer;
  readonly cookie: { readonly name: string; readonly value: string };
  stop(): Promise<void>;
}

/** Everything the benches leave on disk while they run. */
export const folder = join(root, '.data-bench');
/** The run's master key, in base64. */
export const masterKey = randomBytes(32).toString('base64');
export const keyText = `bench:${masterKey}`;
const keys = parseKeys(keyText, 'bench');

/** Starts it with `count` runtimes, on PostgreSQL where there is one, else on PGlite. */
export async function startSubject(count: number, postgres: Postgres | null): Promise<Subject> {
  const dataDir = join(folder, `data-${count}`);
  rmSync(dataDir, { recursive: true, force: true });
  const databaseUrl = postgres === null ? null : await createDatabase(postgres, `bench_${count}`);
  const cookie = await prepare({ databaseUrl, dataDir }, count);
  const server = await startAppServer({
    port: await freePort(),
    dataDir,
    logFile: join(folder, `server-${count}.log`),
    env: { GIT_TOKENS_KEYS: keyText, DATABASE_URL: databaseUrl ?? '', LOG_LEVEL: 'warn' },
  });
  return {
    server,
    cookie,
    stop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** An empty database of that name; its URL. */
export async function createDatabase(postgres: Postgres, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return url.href;
}

async function prepare(address: { databaseUrl: string | null; dataDir: string }, count: number) {
  const database = await openPrepared(address);
  try {
    const now = new Date();
    const cookie = await signIn(database.db, await seedFleet(database.db, count, now), now);
    // What autovacuum does within a minute of a real fleet's life.
    await database.db.execute('analyze');
    return cookie;
  } finally {
    await database.close();
  }
}

/** The database with its tables, under the run's keys. */
export async function openPrepared(address: { databaseUrl: string | null; dataDir: string }): Promise<OpenDatabase> {
  const database = await openDatabase(address);
  await migrateDatabase(database);
  provideKeys(keys);
  await verifyKeys(database.db, keys);
  return database;
}

/** The cookie of a new session of the user. */
export async function signIn(db: Database, userId: string, now: Date): Promise<Subject['cookie']> {
  const session = await startSession(db, userId, now);
  if (session === null) throw new Error('The session was refused.');
  return {
    name: sessionCookieName(),
    value: encodeSession(session.id, Math.floor(now.getTime() / 1000) + sessionSeconds),
  };
}
