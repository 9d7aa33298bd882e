import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import * as schema from '#db/schema.ts';
import { decide } from '#lib/credentials/statement.ts';

/** The statement of the credential API as it goes to PostgreSQL. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** What stands for `$1`, `$2`, …: a name of `Asked`, or `final`. */
  readonly parameters: readonly string[];
}

/** Listens instead of sending: whoever changes the statement has changed the yardstick's too. */
export async function readStatement(): Promise<Statement> {
  const heard: Statement[] = [];
  const pool = new pg.Pool();
  const listening = Object.assign(pool, {
    query: async ({ name, text, values }: { name: string; text: string; values: unknown[] }) => {
      const parameters = values.map((value) => (value === false ? 'final' : String(value)));
      heard.push({ name, text, parameters });
      return { rows: [] };
    },
  });
  const named = {
    digests: 'digests',
    userId: 'userId',
    email: 'email',
    origin: 'origin',
    username: 'username',
    address: 'address',
    now: 'now',
  };
  // Each parameter is its own name here, whatever its type.
  await decide(drizzle(listening, { schema }), named as unknown as Parameters<typeof decide>[1], false);
  const [statement] = heard;
  if (statement === undefined) throw new Error('The credential API sent no statement.');
  return statement;
}
