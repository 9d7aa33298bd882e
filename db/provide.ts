import type { Database } from './client.ts';

const key = Symbol.for('git-tokens.database');
const store = globalThis as unknown as Record<symbol, Database | undefined>;

/** Makes the opened database the process's own. `server.ts` calls it once, after migrating. */
export function provideDatabase(db: Database): void {
  store[key] = db;
}

/** The process's database, shared by `server.ts` and every copy of a module that Next loads. */
export function database(): Database {
  const db = store[key];
  if (db === undefined) throw new Error('No database was provided: start the app through server.ts.');
  return db;
}
