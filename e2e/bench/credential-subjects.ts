import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { OpenDatabase } from '#db/client.ts';
import { type AppServer, startAppServer } from '#e2e/parts/app-server.ts';
import { freePort } from '#e2e/parts/free-port.ts';
import type { Postgres } from '#e2e/parts/postgres.ts';
import { type CredentialFleet, type Question, type Querying, seedCredentialFleet } from './credential-fleet.ts';
import { type Bare, type Served, startBare } from './credential-processes.ts';
import type { Statement } from './credential-statement.ts';
import { createDatabase, folder, keyText, masterKey, openPrepared, signIn } from './subject.ts';

/** As `openDatabase` opens them. */
const poolSize = 10;

interface Sizes {
  readonly tokens: number;
  readonly runtimes: number;
  readonly asked: number;
}

export interface Stored {
  readonly questions: readonly Question[];
  /** The session of somebody with more than fifty runtimes. */
  readonly cookie: { readonly name: string; readonly value: string };
  readonly databaseUrl: string | null;
  readonly dataDir: string;
}

/** A database with a fleet in it, ready to be measured. On PGlite without `postgres`. */
export async function storeFleet(postgres: Postgres | null, sizes: Sizes): Promise<Stored> {
  const dataDir = join(folder, `credential-${sizes.tokens}`);
  rmSync(dataDir, { recursive: true, force: true });
  const databaseUrl = postgres === null ? null : await createDatabase(postgres, `credential_${sizes.tokens}`);
  const database = await openPrepared({ databaseUrl, dataDir });
  try {
    const fleet = await onOneConnection(database, databaseUrl, (connection) => seedCredentialFleet(connection, sizes));
    const cookie = await signIn(database.db, fleet.userId, new Date());
    return { questions: fleet.questions, cookie, databaseUrl, dataDir };
  } finally {
    await database.close();
  }
}

async function onOneConnection(
  database: OpenDatabase,
  databaseUrl: string | null,
  work: (connection: Querying) => Promise<CredentialFleet>,
): Promise<CredentialFleet> {
  if (database.kind === 'pglite') {
    const { client } = database;
    return work({ query: (text, values) => client.query(text, values) });
  }
  // Of its own, because the pool's end statements that take long.
  const connection = new pg.Client({ connectionString: databaseUrl ?? '' });
  await connection.connect();
  try {
    // The rows come at once, and are vacuumed, analysed and written to disk before anything is measured; then nothing
    // but the requests costs PostgreSQL anything.
    await connection.query(`alter system set autovacuum = off`);
    await connection.query(`alter system set max_wal_size = '16GB'`);
    await connection.query('select pg_reload_conf()');
    const fleet = await work({ query: (text, values) => connection.query(text, values) });
    await connection.query('checkpoint');
    return fleet;
  } finally {
    await connection.end();
  }
}

/** Ours: the app with the credential API in front of Next, or the credential API alone. */
export function startOurs(entry: 'server.ts' | 'credentials.ts', stored: Stored): Promise<AppServer> {
  return freePort().then((port) =>
    startAppServer({
      entry,
      port,
      dataDir: stored.dataDir,
      logFile: join(folder, `credential-${entry}.log`),
      env: {
        GIT_TOKENS_KEYS: keyText,
        DATABASE_URL: stored.databaseUrl ?? '',
        LOG_LEVEL: 'warn',
        CREDENTIAL_REQUESTS_PER_MINUTE: '1000000',
      },
    }),
  );
}

export function startTheirs(stored: Stored, statement: Statement): Promise<Bare> {
  const { name, text, parameters } = statement;
  if (stored.databaseUrl === null) throw new Error('The yardstick speaks to PostgreSQL only.');
  return startBare({
    databaseUrl: stored.databaseUrl,
    connections: poolSize,
    statement: { name, text },
    parameters,
    key: masterKey,
  });
}

/** A fast wrong answer is no answer: some of the questions, by both ways of naming a person. */
export async function expectAnswers({ url, questions }: Served): Promise<void> {
  for (const { key, user, url: repository, password } of questions.slice(0, 40)) {
    const answer = await fetch(`${url}/api/v1/credential`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ user, url: repository }),
    });
    const said = await answer.text();
    if (answer.status !== 200 || (JSON.parse(said) as { password?: string }).password !== password) {
      throw new Error(`${url} answered ${answer.status} and not the credential that was stored.`);
    }
  }
}
