import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '#db/client.ts';
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

const folder = join(root, '.data-bench');
const keyText = `bench:${randomBytes(32).toString('base64')}`;
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

async function createDatabase(postgres: Postgres, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return url.href;
}

async function prepare(address: { databaseUrl: string | null; dataDir: string }, count: number) {
  const database = await openDatabase(address);
  try {
    await migrateDatabase(database);
    provideKeys(keys);
    await verifyKeys(database.db, keys);
    const now = new Date();
    const session = await startSession(database.db, await seedFleet(database.db, count, now), now);
    if (session === null) throw new Error('The session was refused.');
    // What autovacuum does within a minute of a real fleet's life.
    await database.db.execute('analyze');
    const expires = Math.floor(now.getTime() / 1000) + sessionSeconds;
    return { name: sessionCookieName(), value: encodeSession(session.id, expires) };
  } finally {
    await database.close();
  }
}
