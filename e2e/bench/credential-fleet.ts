import { createHash } from 'node:crypto';
import { fingerprint, seal } from '#lib/cipher.ts';
import { tokenPlace } from '#lib/git-tokens/store.ts';
import { makeRuntimeKey } from '#lib/runtime-keys/text.ts';
import { reveal, Secret } from '#lib/secret.ts';

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

const origin = 'https://github.com';

/** Ids that SQL and this program both know, spread as random ones are. */
const idInSql = `create function pg_temp.id(kind text, number bigint) returns uuid language sql immutable as
  $$ select overlay(overlay(md5(kind || '/' || number) placing '4' from 13) placing '8' from 17)::uuid $$`;

function id(kind: string, number: number): string {
  const digest = createHash('md5').update(`${kind}/${number}`).digest('hex');
  const hex = `${digest.slice(0, 12)}4${digest.slice(13, 16)}8${digest.slice(17)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** What does not depend on which tokens are asked for. Two tokens a user, two runtimes a token, all different. */
function statements(tokens: number, runtimes: number): string[] {
  return [
    `insert into git_integrations (id, provider, name, origin, api_base)
      values (pg_temp.id('integration', 0), 'github', 'GitHub', '${origin}', 'https://api.github.com')`,
    `insert into users (id, email, name)
      select pg_temp.id('user', n), 'user-' || n || '@example.com', 'User ' || n from generate_series(0, ${tokens / 2 - 1}) n`,
    `insert into runtimes (id, name, git_integration_id, repository, open_to, installed_at)
      select pg_temp.id('runtime', n), 'runtime-' || lpad(n::text, 5, '0'), pg_temp.id('integration', 0), 'acme/config-' || n,
        case when n % 4 = 0 then 'members' else 'everyone' end, now()
      from generate_series(0, ${runtimes - 1}) n`,
    `insert into git_tokens (id, user_id, git_integration_id, kind, access_token, fingerprint, last_four, owner_id,
        owner_login, scopes, verdict, verdict_at, accepted_at, checked_at, expires_at, expiry_source)
      select pg_temp.id('token', n), pg_temp.id('user', n / 2), pg_temp.id('integration', 0),
        case when n % 2 = 0 then 'oauth' else 'classic' end,
        coalesce(asked.sealed, decode(repeat(md5(n::text), 3), 'hex')),
        coalesce(asked.fingerprint, decode(md5(n || 'a') || md5(n || 'b'), 'hex')), 'a1B2', (n / 2)::text,
        'octo-' || n / 2, '{repo}', 'accepted', now(), now(), now(),
        case when n % 2 = 1 then now() + interval '90 days' end, case when n % 2 = 1 then 'provider' end
      from generate_series(0, ${tokens - 1}) n left join pg_temp.asked on asked.number = n`,
    `insert into authorizations (user_id, runtime_id, git_token_id, access, access_checked_at)
      select pg_temp.id('user', n / 2), pg_temp.id('runtime', (n + step) % ${runtimes}), pg_temp.id('token', n), 'writable', now()
      from generate_series(0, ${tokens - 1}) n, (values (0), (${runtimes / 2})) steps (step)`,
    `insert into runtime_members (runtime_id, user_id)
      select runtime_id, user_id from authorizations join runtimes on runtimes.id = runtime_id where open_to = 'members'`,
    `insert into audit_events (at, action, outcome, user_id, runtime_id, runtime_key_id, git_integration_id, git_token_id, address)
      select now() - interval '30 days' * random(), 'credential.issue', 'ok', pg_temp.id('user', n / 2),
        pg_temp.id('runtime', n % ${runtimes}), pg_temp.id('key', n % ${runtimes}), pg_temp.id('integration', 0),
        pg_temp.id('token', n), '192.0.2.1'
      from generate_series(0, ${tokens - 1}) n`,
  ];
}

const tables = ['users', 'runtimes', 'runtime_keys', 'git_tokens', 'authorizations', 'runtime_members', 'audit_events'];

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
