import { and, asc, count, desc, eq, gt, inArray, lt, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import type { Context } from '#lib/context.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { adminColumns, adminRow, keyColumns, runtimeTokenStatus } from './admin-row.ts';
import type { AdminRuntimeRow } from './admin-view.ts';
import { type Cursor, pageEnds, readCursor } from './cursor.ts';
import { readStates, runtimeOrder as key } from './read-states.ts';

/** What the list can be narrowed to; `all` is every `RuntimeState`. */
export const runtimeStateFilters = ['all', 'complete_installation', 'token', 'key', 'webhook', 'ready'] as const;

/** What the list's address says. Whatever is there, a list comes of it: what is not understood counts as absent. */
export const listAllRuntimesSchema = z.object({
  q: z
    .string()
    .transform((q) => q.slice(0, 100))
    .catch('')
    .default(''),
  state: z.enum(runtimeStateFilters).catch('all').default('all'),
  cursor: z.string().nullable().catch(null).default(null),
});

/** One page of the administrator's list. */
export interface AdminRuntimeList {
  readonly rows: readonly AdminRuntimeRow[];
  /** How many runtimes there are, and how many match search and state. */
  readonly total: number;
  readonly matching: number;
  /** The number of the first row shown, 1-based; 0 when none is. */
  readonly firstIndex: number;
  /** Opaque; null at the ends. */
  readonly previous: string | null;
  readonly next: string | null;
  /** The server's clock when this was read. */
  readonly now: string;
}

const pageSize = 50;
interface Placed {
  readonly id: string;
  readonly key: string;
}

/** What is listed, before it is made rows of: some ids in order, whether there are more, and how many match in all. */
interface Found {
  readonly placed: readonly Placed[];
  readonly more: boolean;
  readonly matching: number;
}

/** All runtimes by name, 50 to a page, by keyset. Administrators only. */
export async function listAllRuntimes(
  ctx: Context,
  query: z.input<typeof listAllRuntimesSchema> = {},
): Promise<Result<AdminRuntimeList, 'not_administrator'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const { q, state, cursor: given } = listAllRuntimesSchema.parse(query);
  const search = searchFor(q.normalize('NFC').trim().replaceAll('\0', ''));
  const find = (at: Cursor | null) =>
    state === 'all' ? findPage(ctx.db, search, at) : findByState(ctx, search, state, at);
  let cursor = readCursor(given);
  let found = await find(cursor);
  if (cursor !== null && found.placed.length === 0) {
    // What was on this page is elsewhere now: back to the beginning rather than to nothing.
    cursor = null;
    found = await find(cursor);
  }
  const [rows, [all]] = await Promise.all([
    makeRows(ctx, found.placed),
    ctx.db.select({ total: count() }).from(runtimes),
  ]);
  const { matching } = found;
  return ok({
    rows,
    total: all?.total ?? 0,
    matching,
    ...pageEnds(
      { rows: found.placed.map((row) => ({ section: 0, key: row.key })), more: found.more, matching },
      cursor,
    ),
    now: ctx.now.toISOString(),
  });
}

function searchFor(q: string): SQL | undefined {
  if (q === '') return undefined;
  const pattern = `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql`(${runtimes.name} ilike ${pattern} or ${runtimes.repository} ilike ${pattern})`;
}

async function findPage(db: Database, search: SQL | undefined, cursor: Cursor | null): Promise<Found> {
  const forward = cursor?.direction !== 'previous';
  const after = cursor === null ? undefined : forward ? gt(key, cursor.key) : lt(key, cursor.key);
  const [placed, [matches]] = await Promise.all([
    db
      .select({ id: runtimes.id, key })
      .from(runtimes)
      .where(and(search, after))
      .orderBy(forward ? asc(key) : desc(key))
      .limit(pageSize + 1),
    db.select({ matching: count() }).from(runtimes).where(search),
  ]);
  return { ...onePage(placed, forward), matching: matches?.matching ?? 0 };
}

/** Every runtime's state is derived by the one pure function. What comes after the cursor is the database's to say. */
async function findByState(
  { db, now }: Context,
  search: SQL | undefined,
  state: Exclude<z.output<typeof listAllRuntimesSchema>['state'], 'all'>,
  cursor: Cursor | null,
): Promise<Found> {
  const matching = (await readStates(db, now, { search, from: cursor?.key ?? null })).filter(
    (row) => row.state === state,
  );
  const forward = cursor?.direction !== 'previous';
  const ahead =
    cursor === null
      ? matching
      : forward
        ? matching.filter((row) => row.after)
        : matching.filter((row) => row.before).toReversed();
  return { ...onePage(ahead, forward), matching: matching.length };
}

function onePage(ahead: readonly Placed[], forward: boolean): Pick<Found, 'placed' | 'more'> {
  const shown = ahead.slice(0, pageSize);
  return { placed: forward ? shown : shown.toReversed(), more: ahead.length > pageSize };
}

async function makeRows(ctx: Context, placed: readonly Placed[]): Promise<readonly AdminRuntimeRow[]> {
  if (placed.length === 0) return [];
  const ids = placed.map((row) => row.id);
  const rows = await ctx.db
    .select({ ...adminColumns, ...keyColumns(ctx.now), integration: gitIntegrations })
    .from(runtimes)
    .innerJoin(gitIntegrations, eq(gitIntegrations.id, runtimes.gitIntegrationId))
    .leftJoin(gitTokens, eq(gitTokens.runtimeId, runtimes.id))
    .where(inArray(runtimes.id, ids))
    .orderBy(asc(key));
  return rows.map(({ runtime, token, integration, ...counts }) =>
    adminRow(runtime, integration, runtimeTokenStatus(runtime, token, ctx.now), counts),
  );
}
