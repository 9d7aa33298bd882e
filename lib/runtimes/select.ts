import { and, asc, count, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import type { Database } from '#db/client.ts';
import { prepared } from '#db/prepared.ts';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import { factColumns } from '#lib/git-tokens/facts.ts';
import { closedTo, mayUse } from './may-use.ts';
import type { Section } from './sections.ts';

/** Rows are listed by this; unique, so that it is a key to go on from. */
const key = sql<string>`lower(${runtimes.name})`;

const userId = sql.placeholder('userId');
const search = sql`(${runtimes.name} ilike ${sql.placeholder('pattern')} or ${runtimes.repository} ilike ${sql.placeholder('pattern')})`;
const mine = and(eq(authorizations.runtimeId, runtimes.id), eq(authorizations.userId, userId));

/** What a row of a section is. `n` numbers the section within its statement, for its parameters. */
function condition(kind: Section['kind'], n: number): SQL {
  if (kind === 'none') return sql`${authorizations.gitTokenId} is null`;
  const pairs = sql`(${authorizations.gitTokenId}, ${authorizations.access}) in
    (select * from unnest(${sql.placeholder(`tokenIds${n}`)}::uuid[], ${sql.placeholder(`accesses${n}`)}::text[]))`;
  return kind === 'in' ? pairs : sql`(${authorizations.gitTokenId} is null or not (${pairs}))`;
}

/** My tokens with what they may do, and how many of my authorizations share that. */
export const selectGroups = prepared((db) =>
  db
    .select({ ...factColumns, access: authorizations.access, size: count().as('size') })
    .from(authorizations)
    .innerJoin(gitTokens, eq(gitTokens.id, authorizations.gitTokenId))
    .where(and(eq(authorizations.userId, userId), mayUse(userId, authorizations.runtimeId)))
    .groupBy(gitTokens.id, authorizations.access)
    .prepare('runtimes_groups'),
);

/**
 * All but those I may not use: both are counted by an index. Counted within the statement's own row: drizzle leaves out
 * a table's name where there is but one.
 */
const ofIntegration = sql<number>`(
  (select count(*)::int from ${runtimes} as counted where counted.git_integration_id = git_integrations.id)
  - (select count(*)::int from ${runtimes} as closed
      where closed.git_integration_id = git_integrations.id and ${closedTo(userId)}))`;

/** The Git integrations, each with how many runtimes of it I may use. */
export const selectIntegrations = prepared((db) =>
  db
    .select({ ...getTableColumns(gitIntegrations), runtimes: ofIntegration.as('runtimes') })
    .from(gitIntegrations)
    .prepare('integrations_all'),
);

const rowColumns = {
  id: runtimes.id,
  name: runtimes.name,
  key: key.as('key'),
  repository: runtimes.repository,
  gitIntegrationId: runtimes.gitIntegrationId,
  gitTokenId: authorizations.gitTokenId,
  access: authorizations.access,
  missing: authorizations.missing,
  remedyUrl: authorizations.remedyUrl,
  accessCheckedAt: authorizations.accessCheckedAt,
};

/** One runtime as I see it; none when I may not use it. */
export const selectRuntime = prepared((db) =>
  db
    .select(rowColumns)
    .from(runtimes)
    .leftJoin(authorizations, mine)
    .where(and(eq(runtimes.id, sql.placeholder('runtimeId')), mayUse(userId)))
    .prepare('runtimes_one'),
);

/** A section from one of its ends, or from a key on. */
export interface Span {
  /** Its number among the sections of the list. */
  readonly index: number;
  readonly section: Section;
  readonly key: string | null;
}

interface Request {
  readonly userId: string;
  /** Empty for no search. */
  readonly q: string;
  readonly forward: boolean;
  readonly limit: number;
}

function buildSpan(db: Database, span: Span, n: number, { forward, q }: Request) {
  const last = sql.placeholder(`key${n}`);
  const after = forward ? sql`${key} > ${last}` : sql`${key} < ${last}`;
  return db
    .select({ ...rowColumns, section: sql<number>`${sql.raw(String(n))}`.as('section') })
    .from(runtimes)
    .leftJoin(authorizations, mine)
    .where(
      and(
        condition(span.section.kind, n),
        mayUse(userId),
        span.key === null ? undefined : after,
        q === '' ? undefined : search,
      ),
    )
    .orderBy(forward ? asc(key) : desc(key))
    .limit(sql.placeholder('limit'));
}

/** All spans in one statement: a round trip costs more than what a span gives in vain. */
function buildSpans(db: Database, spans: readonly Span[], request: Request, name: string) {
  const [first, second, ...rest] = spans.map((span, n) => buildSpan(db, span, n, request));
  if (first === undefined) throw new Error('A list has at least one section.');
  if (second === undefined) return first.prepare(name);
  const byKey = request.forward ? sql`"key" asc` : sql`"key" desc`;
  return unionAll(first, second, ...rest)
    .orderBy(sql`"section"`, byKey)
    .limit(sql.placeholder('limit'))
    .prepare(name);
}

function spansName(spans: readonly Span[], { forward, q }: Request): string {
  const kinds = spans.map(({ section, key }) => `${section.kind}${key === null ? '' : '_keyed'}`);
  return `runtimes_${forward ? 'next' : 'previous'}${q === '' ? '' : '_search'}_${kinds.join('_')}`;
}

function buildCount(db: Database, kind: Section['kind']) {
  return db
    .select({ total: count() })
    .from(runtimes)
    .leftJoin(authorizations, mine)
    .where(and(condition(kind, 0), mayUse(userId), search))
    .prepare(`runtimes_${kind}_matching`);
}

const statements = prepared(() => ({
  spans: new Map<string, ReturnType<typeof buildSpans>>(),
  counts: new Map<string, ReturnType<typeof buildCount>>(),
}));

function values(q: string, spans: readonly Pick<Span, 'section' | 'key'>[]): Record<string, unknown> {
  const named: Record<string, unknown> = { pattern: `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%` };
  for (const [n, { section, key }] of spans.entries()) {
    named[`tokenIds${n}`] = section.groups.map((group) => group.token.id);
    named[`accesses${n}`] = section.groups.map((group) => group.access);
    named[`key${n}`] = key;
  }
  return named;
}

/** The first rows of these spans, one span after the other, each with the span's number. */
export async function selectSpans(db: Database, spans: readonly Span[], request: Request) {
  const { spans: known } = statements(db);
  const name = spansName(spans, request);
  let statement = known.get(name);
  if (statement === undefined) {
    statement = buildSpans(db, spans, request, name);
    known.set(name, statement);
  }
  const { userId: id, limit } = request;
  return statement.execute({ ...values(request.q, spans), userId: id, limit });
}

export type SelectedRuntime = Omit<Awaited<ReturnType<typeof selectSpans>>[number], 'section'>;

/** How many rows of a section match a search. */
export async function countSection(db: Database, of: { userId: string; q: string; section: Section }): Promise<number> {
  const { counts } = statements(db);
  let statement = counts.get(of.section.kind);
  if (statement === undefined) {
    statement = buildCount(db, of.section.kind);
    counts.set(of.section.kind, statement);
  }
  const [row] = await statement.execute({ ...values(of.q, [{ section: of.section, key: null }]), userId: of.userId });
  return row?.total ?? 0;
}
