import { sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { prepared } from '#db/prepared.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { runtimeKeys } from '#db/schema/runtimes.ts';
import { checkStoredToken } from '#lib/git-tokens/check-stored.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { type Asked, auditInsert, keyStands, notFound, now, otherAccount, standing } from './statement.ts';

type ReportOutcome = 'ok' | 'not_found' | 'not_authorized';

/** Notes when a token was last reported. */
const report = prepared((db) => {
  const decided = db.$with('decided', {}).as(sql`select
    case when ${notFound} then 'not_found' when t.id is null then 'not_authorized'
      when ${otherAccount} then 'not_found' else 'ok' end as outcome,
    k.id as key_id, r.id as runtime_id, r.name as runtime_name, i.id as integration_id, u.id as user_id, t.id as token_id,
    t.generation ${standing}`);
  const audited = db.$with('audited', {}).as(auditInsert('credential.report', sql`true`));
  const noted = db.$with('noted', {}).as(sql`update ${gitTokens} set reported_at = ${now}
    from decided as d where git_tokens.id = d.token_id and d.outcome = 'ok' returning git_tokens.id`);
  return db
    .with(decided, audited, noted)
    .select({
      outcome: sql<ReportOutcome>`d.outcome`,
      runtimeName: sql<string>`d.runtime_name`,
      runtimeId: sql<string>`d.runtime_id`,
      tokenId: sql<string | null>`d.token_id`,
      generation: sql<number | null>`d.generation`,
    })
    .from(sql`decided as d`)
    .prepare('credential_report');
});

/**
 * A runtime says that git refused a token. That is no verdict: the provider is asked in the background, at once
 * unless too many reported the token just now. The report is the first sighting and the provider's own word the second.
 */
export async function reportRejected(
  db: Database,
  asked: Asked,
): Promise<Result<null, Exclude<ReportOutcome, 'ok'> | 'unknown_key'>> {
  const [row] = await report(db).execute({ ...asked });
  if (row === undefined) return fail('unknown_key');
  if (row.outcome !== 'ok') return fail(row.outcome, { runtime: row.runtimeName });
  const { tokenId: id, generation, runtimeId } = row;
  if (id === null || generation === null) throw new Error('A report of no token.');
  void checkStoredToken(db, { token: { id, generation }, cause: 'refusal', runtimeId }, asked.now);
  return ok(null);
}

const known = prepared((db) =>
  db.select({ id: sql<string>`k.id` }).from(sql`${runtimeKeys} as k`).where(keyStands).prepare('credential_key'),
);

/** Whether the key stands, for what needs nothing else of it. */
export async function isKnownKey(db: Database, asked: Pick<Asked, 'digests' | 'now'>): Promise<boolean> {
  return (await known(db).execute({ ...asked })).length > 0;
}
