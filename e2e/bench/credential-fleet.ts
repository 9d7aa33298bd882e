import { createHash } from 'node:crypto';
import { fingerprint, seal } from '#lib/cipher.ts';
import { tokenPlace } from '#lib/git-tokens/store.ts';
import { makeRuntimeKey } from '#lib/runtime-keys/text.ts';
import { reveal, Secret } from '#lib/secret.ts';
import { id, idInSql, origin, statements, tables } from './credential-rows.ts';

/** What a runtime asks, and what it must be told. */
export interface Question {
  readonly key: string;
  readonly user: string;
  readonly url: string;
  readonly password: string;
}

export interface CredentialFleet {
  /** In an order in which no two neighbours concern the same rows. */
  readonly questions: readonly Question[];
  /** Somebody with fifty runtimes and more to see. */
  readonly userId: string;
}

/** Both drivers have it: the pool of one connection, and PGlite. */
export interface Querying {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly Readonly<Record<string, string>>[] }>;
}

/** Drops the indexes that no key of a table needs: built afterwards they cost half. The statements that build them. */
async function dropIndexes(database: Querying): Promise<string[]> {
  const { rows } = await database.query(
    `select indexname as name, indexdef as statement from pg_indexes
      where schemaname = 'public' and tablename = any ($1) and indexname not in (select conname from pg_constraint)`,
    [tables],
  );
  for (const { name } of rows) await database.query(`drop index ${name}`);
  return rows.map(({ statement }) => statement ?? '');
}

async function insertKeys(database: Querying, runtimes: number): Promise<string[]> {
  const keys = Array.from({ length: runtimes }, makeRuntimeKey);
  const columns = [
    keys.map(({ handle }) => handle),
    keys.map(({ secret }) => Buffer.from(fingerprint(secret, 'runtime-key')).toString('hex')),
  ];
  await database.query(
    `insert into runtime_keys (id, runtime_id, handle, digest)
      select pg_temp.id('key', n - 1), pg_temp.id('runtime', n - 1), handle, decode(digest, 'hex')
      from unnest($1::text[], $2::text[]) with ordinality as made (handle, digest, n)`,
    columns,
  );
  return keys.map(({ secret }) => reveal(secret));
}

/** Seals a token for every row that is asked for, into a table of this connection. Their texts, by number. */
async function sealAsked(database: Querying, numbers: readonly number[]): Promise<Map<number, string>> {
  await database.query(`create temporary table asked (number bigint primary key, sealed bytea, fingerprint bytea)`);
  const texts = new Map<number, string>();
  for (let start = 0; start < numbers.length; start += 10_000) {
    const part = numbers.slice(start, start + 10_000);
    const sealed = part.map((number) => {
      const text = `gho_${createHash('sha256').update(`token/${number}`).digest('hex').slice(0, 36)}`;
      texts.set(number, text);
      const place = tokenPlace(
        { id: id('token', number), userId: id('user', Math.floor(number / 2)), runtimeId: null },
        'access_token',
        origin,
      );
      return Buffer.from(seal(new Secret(text), place)).toString('hex');
    });
    await database.query(
      `insert into asked select number, decode(sealed, 'hex'), decode(md5(sealed) || md5(sealed || 'b'), 'hex')
        from unnest($1::bigint[], $2::text[]) as made (number, sealed)`,
      [part, sealed],
    );
  }
  await database.query('analyze asked');
  return texts;
}

/**
 * Writes `tokens` stored tokens with users, authorizations, members, keys and audit records in proportion, through one
 * connection. Those that `asked` questions concern are sealed for real, the others are noise that nobody opens. The
 * tables are vacuumed and analysed afterwards, as autovacuum does within a minute of a real fleet's life.
 */
export async function seedCredentialFleet(
  database: Querying,
  { tokens, runtimes, asked }: { tokens: number; runtimes: number; asked: number },
): Promise<CredentialFleet> {
  await database.query(idInSql);
  // Without foreign keys checked row by row: the rows fit by construction.
  await database.query(`set session_replication_role = replica`);
  const stride = Math.floor(tokens / asked);
  // One of each stride, and not always the one at the same place of it.
  const numbers = Array.from({ length: asked }, (_, index) => index * stride + (index % stride));
  const texts = await sealAsked(database, numbers);
  const indexes = await dropIndexes(database);
  for (const statement of statements(tokens, runtimes)) await database.query(statement);
  const keys = await insertKeys(database, runtimes);
  for (const statement of indexes) await database.query(statement);
  await database.query(`set session_replication_role = origin`);
  for (const table of tables) await database.query(`vacuum analyze ${table}`);
  // A prime that divides no count used here: steps through all of them, far from one to the next.
  const step = 7_919;
  const questions = numbers.map((_, index): Question => {
    const number = numbers[(index * step) % asked] ?? 0;
    const user = Math.floor(number / 2);
    const runtime = (number + (index % 2 === 0 ? 0 : runtimes / 2)) % runtimes;
    return {
      key: keys[runtime] ?? '',
      user: index % 4 < 2 ? `user-${user}@example.com` : id('user', user),
      url: `${origin}/acme/config-${runtime}`,
      password: texts.get(number) ?? '',
    };
  });
  return { questions, userId: id('user', 0) };
}
