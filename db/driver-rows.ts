import { PGlite } from '@electric-sql/pglite';
import { is } from 'drizzle-orm';
import { Placeholder } from 'drizzle-orm/sql';
import type pg from 'pg';
import type { Database } from './client.ts';

/** A select with placeholders, before it is prepared. */
interface Select<Row> extends PromiseLike<readonly Row[]> {
  toSQL(): { readonly sql: string; readonly params: readonly unknown[] };
}

interface Prepared {
  readonly name: string;
  readonly text: string;
  readonly parameters: readonly string[];
}

/**
 * A prepared statement with nothing between it and the driver: drizzle writes it, and then stands aside. For the one
 * path that runs thousands of times a second, of which drizzle's own way of running it took a tenth. Not for use inside
 * a transaction.
 * @param build a selection in which every column is an SQL expression under its key's own name (`.as('key')`).
 */
export function driverRows<Row>(name: string, build: (db: Database) => Select<Row>) {
  const made = new WeakMap<Database, Prepared>();
  function prepare(db: Database): Prepared {
    const { sql: text, params } = build(db).toSQL();
    const parameters = params.map((param) => {
      if (!is(param, Placeholder)) throw new Error(`${name} has a value that is no placeholder.`);
      return param.name;
    });
    const prepared = { name, text, parameters };
    made.set(db, prepared);
    return prepared;
  }
  return async (db: Database, values: Readonly<Record<string, unknown>>): Promise<readonly Row[]> => {
    const { text, parameters } = made.get(db) ?? prepare(db);
    const given = parameters.map((parameter) => values[parameter]);
    const client = (db as Database & { readonly $client: pg.Pool | PGlite }).$client;
    const { rows } =
      client instanceof PGlite ? await client.query(text, given) : await client.query({ name, text, values: given });
    return rows as readonly Row[];
  };
}
