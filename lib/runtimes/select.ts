import { and, asc, count, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { prepared } from '#db/prepared.ts';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import { factColumns } from '#lib/git-tokens/facts.ts';
import type { Section } from './sections.ts';

/** Rows are listed by this; unique, so that it is a key to go on from. */
const key = sql<string>`lower(${runtimes.name})`;

const userId = sql.placeholder('userId');
const pairs = sql`(${authorizations.gitTokenId}, ${authorizations.access}) in
  (select * from unnest(${sql.placeholder('tokenIds')}::uuid[], ${sql.placeholder('accesses')}::text[]))`;
const conditions: Readonly<Record<Section['kind'], SQL>> = {
  in: pairs,
  rest: sql`(${authorizations.gitTokenId} is null or not (${pairs}))`,
  none: sql`${authorizations.gitTokenId} is null`,
};
const search = sql`(${runtimes.name} ilike ${sql.placeholder('pattern')} or ${runtimes.repository} ilike ${sql.placeholder('pattern')})`;
const mine = and(eq(authorizations.runtimeId, runtimes.id), eq(authorizations.userId, userId));

/** My tokens with what they may do, and how many of my authorizations share that. */
export const selectGroups = prepared((db) =>
  db
    .select({ ...factColumns, access: authorizations.access, size: count().as('size') })
    .from(authorizations)
    .innerJoin(gitTokens, eq(gitTokens.id, authorizations.gitTokenId))
    .where(eq(authorizations.userId, userId))
    .groupBy(gitTokens.id, authorizations.access)
    .prepare('runtimes_groups'),
);

export const countRuntimes = prepared((db) => db.select({ total: count() }).from(runtimes).prepare('runtimes_count'));

export const selectIntegrations = prepared((db) => db.select().from(gitIntegrations).prepare('integrations_all'));

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

/** One runtime as I see it. */
export const selectRuntime = prepared((db) =>
  db
    .select(rowColumns)
    .from(runtimes)
    .leftJoin(authorizations, mine)
    .where(eq(runtimes.id, sql.placeholder('runtimeId')))
    .prepare('runtimes_one'),
);

interface Shape {
  readonly kind: Section['kind'];
  readonly forward: boolean;
  readonly searching: boolean;
  /** Whether it goes on from a key, or starts at the section's end. */
  readonly keyed: boolean;
}

function shapeName({ kind, forward, searching, keyed }: Shape): string {
  return `runtimes_${kind}_${forward ? 'next' : 'previous'}${searching ? '_search' : ''}${keyed ? '_keyed' : ''}`;
}

function buildSection(db: Database, { kind, forward, searching, keyed }: Shape, name: string) {
  const after = forward ? sql`${key} > ${sql.placeholder('key')}` : sql`${key} < ${sql.placeholder('key')}`;
  return db
    .select(rowColumns)
    .from(runtimes)
    .leftJoin(authorizations, mine)
    .where(and(conditions[kind], keyed ? after : undefined, searching ? search : undefined))
    .orderBy(forward ? asc(key) : desc(key))
    .limit(sql.placeholder('limit'))
    .prepare(name);
}

function buildCount(db: Database, kind: Section['kind']) {
  return db
    .select({ total: count() })
    .from(runtimes)
    .leftJoin(authorizations, mine)
    .where(and(conditions[kind], search))
    .prepare(`runtimes_${kind}_matching`);
}

const statements = prepared((db) => ({
  db,
  sections: new Map<string, ReturnType<typeof buildSection>>(),
  counts: new Map<string, ReturnType<typeof buildCount>>(),
}));

export interface Window {
  readonly userId: string;
  /** Empty for no search. */
  readonly q: string;
  readonly section: Section;
}

function values(window: Window) {
  return {
    userId: window.userId,
    tokenIds: window.section.groups.map((group) => group.token.id),
    accesses: window.section.groups.map((group) => group.access),
    pattern: `%${window.q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`,
  };
}

/** Rows of a section after (or, going back, before) a key, in the direction asked; a null key starts at its end. */
export async function selectSection(
  db: Database,
  window: Window,
  from: { key: string | null; forward: boolean; limit: number },
) {
  const { sections } = statements(db);
  const shape = {
    kind: window.section.kind,
    forward: from.forward,
    searching: window.q !== '',
    keyed: from.key !== null,
  };
  const name = shapeName(shape);
  let statement = sections.get(name);
  if (statement === undefined) {
    statement = buildSection(db, shape, name);
    sections.set(name, statement);
  }
  return statement.execute({ ...values(window), key: from.key ?? '', limit: from.limit });
}

export type SelectedRuntime = Awaited<ReturnType<typeof selectSection>>[number];

/** How many rows of a section match a search. */
export async function countSection(db: Database, window: Window): Promise<number> {
  const { counts } = statements(db);
  let statement = counts.get(window.section.kind);
  if (statement === undefined) {
    statement = buildCount(db, window.section.kind);
    counts.set(window.section.kind, statement);
  }
  const [row] = await statement.execute(values(window));
  return row?.total ?? 0;
}
