import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { driverRows } from '#db/driver-rows.ts';
import { auditEvents } from '#db/schema/audit.ts';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimeKeys, runtimes } from '#db/schema/runtimes.ts';
import { users } from '#db/schema/users.ts';
import { renewBeforeSeconds } from '#lib/git-tokens/refresh.ts';
import { type BrokenCode, brokenRules, type BrokenWhen } from '#lib/git-tokens/status.ts';
import { mayUse } from '#lib/runtimes/may-use.ts';

/** What a runtime asks for, as parameters of the statements. */
export interface Asked {
  /** The runtime key's digest by each key of the ring. */
  readonly digests: readonly Uint8Array[];
  /** One of these two is null. */
  readonly userId: string | null;
  /** Lower case. */
  readonly email: string | null;
  /** Canonical. */
  readonly origin: string;
  /** The account at the provider that was asked for by name; null: whichever it is. */
  readonly username: string | null;
  readonly address: string | null;
  readonly now: Date;
}

/**
 * `ok`: handed out. `due`: to be refreshed or checked first, then asked again as final. `unreachable`: its date has
 * passed and the provider does not say whether it still works.
 */
export type Decision = 'ok' | 'due' | 'not_found' | 'not_authorized' | 'unreachable' | BrokenCode;

const p = sql.placeholder;
export const now = sql`${p('now')}::timestamptz`;

/**
 * The key is there, and neither revoked nor expired. Looked up as one key: of a list PostgreSQL expects ten, thinks a
 * plan for any parameters too dear, and plans the statement anew each time, which costs three times what running it does.
 */
export const keyStands = sql`k.id = (select known.id from ${runtimeKeys} as known
    where known.digest = any(${p('digests')}::bytea[]) limit 1)
  and k.revoked_at is null and (k.expires_at is null or k.expires_at > ${now})`;

/** Key, runtime and integration; with them the person, the authorization and the token as far as there are any. */
export const standing = sql`from ${runtimeKeys} as k
  join ${runtimes} as r on r.id = k.runtime_id
  join ${gitIntegrations} as i on i.id = r.git_integration_id
  left join ${users} as u on u.id = coalesce(${p('userId')}::uuid,
    (select named.id from ${users} as named where named.email = ${p('email')}::text))
  left join ${authorizations} as a on a.user_id = u.id and a.runtime_id = r.id
  left join ${gitTokens} as t on t.id = a.git_token_id
  where ${keyStands}`;

/** The person is not there for this runtime, or the runtime not for this host. One answer for all of it. */
export const notFound = sql`(u.id is null or u.disabled_at is not null or i.origin <> ${p('origin')}::text
  or not ${mayUse(sql`u.id`, sql`r.id`)})`;

/** Another account than the token's was asked for by name. Of a token that was never checked nobody knows the account. */
export const otherAccount = sql`(${p('username')}::text is not null
  and lower(${p('username')}::text) <> lower(t.owner_login)) is true`;

function applies(when: BrokenWhen): SQL {
  const parts = [
    when.unusable === undefined ? [] : sql`t.unusable_reason is not null`,
    when.verdict === undefined ? [] : sql`t.verdict = ${sql.raw(`'${when.verdict}'`)}`,
    when.expired === undefined ? [] : sql`t.expires_at <= ${now}`,
    when.renewsItself === undefined ? [] : sql`t.refresh_token is null`,
    when.access === undefined ? [] : sql`a.access in (${sql.raw(when.access.map((text) => `'${text}'`).join(', '))})`,
  ];
  return sql.join(parts.flat(), sql` and `);
}

const broken = sql.join(
  brokenRules.map(({ code, when }) => sql`when ${applies(when)} then ${sql.raw(`'${code}'`)}`),
  sql` `,
);

/** Its date has passed, and the provider has not accepted it since. */
const lapsed = sql`(t.expires_at <= ${now} and (t.accepted_at > t.expires_at) is not true)`;
const dueForRefresh = sql`(t.refresh_token is not null
  and t.expires_at <= ${now} + interval '${sql.raw(String(renewBeforeSeconds))} seconds')`;

const decision = sql`case
  when ${notFound} then 'not_found'
  when t.id is null then 'not_authorized'
  when ${otherAccount} then 'not_found'
  ${broken}
  when not ${p('final')}::boolean and (${dueForRefresh} or ${lapsed}) then 'due'
  when ${lapsed} then 'unreachable'
  else 'ok' end`;

/** One row of `audit_events` per decision, in the same statement: it is committed before anybody sees the answer. */
export function auditInsert(action: string, where: SQL): SQL {
  return sql`insert into ${auditEvents}
    (action, outcome, user_id, runtime_id, runtime_key_id, git_integration_id, git_token_id, address)
    select ${sql.raw(`'${action}'`)}, d.outcome, d.user_id, d.runtime_id, d.key_id, d.integration_id, d.token_id,
      ${p('address')}::text from decided as d where ${where}`;
}

/** What is told of a decision, each under its own name. */
const columns = {
  outcome: sql<Decision>`d.outcome`.as('outcome'),
  runtimeName: sql<string>`d.runtime_name`.as('runtimeName'),
  runtimeId: sql<string>`d.runtime_id`.as('runtimeId'),
  runtimeKeyId: sql<string>`d.key_id`.as('runtimeKeyId'),
  gitIntegrationId: sql<string>`d.integration_id`.as('gitIntegrationId'),
  provider: sql<string>`d.provider`.as('provider'),
  origin: sql<string>`d.origin`.as('origin'),
  userId: sql<string | null>`d.user_id`.as('userId'),
  tokenId: sql<string | null>`d.token_id`.as('tokenId'),
  kind: sql<string | null>`d.kind`.as('kind'),
  ownerLogin: sql<string | null>`d.owner_login`.as('ownerLogin'),
  generation: sql<number | null>`d.generation`.as('generation'),
  accessToken: sql<Uint8Array | null>`case when d.outcome = 'ok' then d.access_token end`.as('accessToken'),
  /** Seconds since 1970; null when it is not known, or has passed without the token having ended. */
  expiresAt: sql<number | null>`d.expires_at::float8`.as('expiresAt'),
};

function build(db: Database) {
  const decided = db.$with('decided', {}).as(sql`select ${decision} as outcome, k.id as key_id, r.id as runtime_id,
    r.name as runtime_name, i.id as integration_id, i.provider, i.origin, i.name as integration_name, u.id as user_id,
    t.id as token_id, t.kind, t.owner_login, t.generation, t.access_token,
    case when t.expires_at > ${now} then floor(extract(epoch from t.expires_at)) end as expires_at ${standing}`);
  const audited = db.$with('audited', {}).as(auditInsert('credential.issue', sql`d.outcome <> 'due'`));
  return db.with(decided, audited).select(columns).from(sql`decided as d`);
}

/** What was decided, with what is needed to open one token. */
export type Decided = Awaited<ReturnType<typeof build>>[number];

const run = driverRows('credential_issue', build);

/**
 * Everything about one request in one statement: finds key, runtime, person, authorization and token, decides, and
 * writes the audit row of it. Null: no such key, or it stands no more, and nothing was written. With `final` a token
 * that is due is decided on as it is.
 */
export async function decide(db: Database, asked: Asked, final: boolean): Promise<Decided | null> {
  const [row] = await run(db, { ...asked, final });
  return row ?? null;
}
