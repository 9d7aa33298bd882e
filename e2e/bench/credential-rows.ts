import { createHash } from 'node:crypto';

/** Where all of them belong. */
export const origin = 'https://github.com';

/** Ids that SQL and this program both know, spread as random ones are. */
export const idInSql = `create function pg_temp.id(kind text, number bigint) returns uuid language sql immutable as
  $$ select overlay(overlay(md5(kind || '/' || number) placing '4' from 13) placing '8' from 17)::uuid $$`;

export function id(kind: string, number: number): string {
  const digest = createHash('md5').update(`${kind}/${number}`).digest('hex');
  const hex = `${digest.slice(0, 12)}4${digest.slice(13, 16)}8${digest.slice(17)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/**
 * Fills the tables: two tokens a user, each for two runtimes, one runtime in four for members only. `asked` holds the
 * tokens that are sealed for real.
 */
export function statements(tokens: number, runtimes: number): string[] {
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

/** Those that are filled. */
export const tables = [
  'users',
  'runtimes',
  'runtime_keys',
  'git_tokens',
  'authorizations',
  'runtime_members',
  'audit_events',
];
