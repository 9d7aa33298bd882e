import type { Context } from '#lib/context.ts';
import type { IntegrationRow } from '#lib/git-integrations/open.ts';
import { integrationView } from '#lib/git-integrations/view.ts';
import { type Cursor, readCursor, writeCursor } from './cursor.ts';
import { prepareRows, type RowMaker } from './make-rows.ts';
import { countRows, type RankedGroup, rankGroups, type Section, sectionsOf } from './sections.ts';
import { countRuntimes, countSection, type SelectedRuntime, selectSection } from './select.ts';
import type { IntegrationView, RuntimePage, RuntimeQuery, RuntimeRow, TokenView } from './view.ts';

export const pageSize = 50;
const reusableLimit = 20;

/** One page of User Settings: my runtimes, what needs me first on top, 50 to a page, by keyset. */
export async function listRuntimes(ctx: Context, query: RuntimeQuery): Promise<RuntimePage> {
  // Rows are read after tokens: one that was stored in between is met by reading again.
  const page = (await readList(ctx, query)) ?? (await readList(ctx, query)) ?? (await readList(ctx, query));
  if (page === null) throw new Error('The list changed three times while it was read.');
  return page;
}

async function readList(ctx: Context, query: RuntimeQuery): Promise<RuntimePage | null> {
  const [maker, [counted]] = await Promise.all([prepareRows(ctx), countRuntimes(ctx.db).execute()]);
  const groups = rankGroups(maker.groups, ctx.now);
  const counts = countRows(groups, counted?.total ?? 0);
  const sections = sectionsOf(query.filter, groups);
  const q = query.q.normalize('NFC').trim().slice(0, 100).replaceAll('\0', '');
  let cursor = readCursor(query.cursor);
  let page = await readPage(ctx, sections, q, cursor);
  if (cursor !== null && page.rows.length === 0) {
    // What was on this page is elsewhere now: back to the beginning rather than to nothing.
    cursor = null;
    page = await readPage(ctx, sections, q, cursor);
  }
  if (!page.rows.every((row) => maker.knows(row.selected))) return null;
  const matching = q === '' ? counts[query.filter] : await countMatching(ctx, sections, q);
  const rows = page.rows.map((row) => maker.make(row.selected));
  return {
    rows,
    integrations: integrationViews(maker.integrations),
    reusable: reusableTokens(groups, maker),
    counts,
    attention: await firstAttention(ctx, groups, maker, query, q, rows),
    matching,
    ...ends(page, cursor, matching),
    now: ctx.now.toISOString(),
  };
}

interface PlacedRow {
  readonly selected: SelectedRuntime;
  readonly section: number;
}

interface Page {
  readonly rows: readonly PlacedRow[];
  /** Whether there are more in the direction read. */
  readonly more: boolean;
}

/** Fills one page from the sections, going on from the cursor; sections known to be empty cost nothing. */
async function readPage(ctx: Context, sections: readonly Section[], q: string, cursor: Cursor | null): Promise<Page> {
  const forward = cursor?.direction !== 'previous';
  const rows: PlacedRow[] = [];
  const step = forward ? 1 : -1;
  for (let index = cursor?.section ?? 0; index >= 0 && index < sections.length; index += step) {
    const section = sections[index];
    if (section === undefined || (section.kind === 'in' && section.groups.length === 0)) continue;
    const key = index === cursor?.section ? cursor.key : null;
    const window = { userId: ctx.actor.userId, q, section };
    const found = await selectSection(ctx.db, window, { key, forward, limit: pageSize + 1 - rows.length });
    rows.push(...found.map((selected) => ({ selected, section: index })));
    if (rows.length > pageSize) break;
  }
  const more = rows.length > pageSize;
  const shown = rows.slice(0, pageSize);
  return { rows: forward ? shown : shown.toReversed(), more };
}

function ends(
  page: Page,
  cursor: Cursor | null,
  matching: number,
): Pick<RuntimePage, 'firstIndex' | 'previous' | 'next'> {
  const first = page.rows[0];
  const last = page.rows.at(-1);
  if (first === undefined || last === undefined) return { firstIndex: 0, previous: null, next: null };
  const forward = cursor?.direction !== 'previous';
  const length = page.rows.length;
  const beginning = cursor === null || (!forward && !page.more);
  const known = forward ? (cursor?.index ?? 0) + 1 : (cursor?.index ?? 0) - length;
  const firstIndex = beginning ? 1 : Math.min(Math.max(known, 1), Math.max(matching - length + 1, 1));
  const at = (row: PlacedRow, direction: Cursor['direction'], index: number) =>
    writeCursor({ direction, section: row.section, key: row.selected.key, index });
  return {
    firstIndex,
    previous: beginning ? null : at(first, 'previous', firstIndex),
    next: !forward || page.more ? at(last, 'next', firstIndex + length - 1) : null,
  };
}

async function countMatching(ctx: Context, sections: readonly Section[], q: string): Promise<number> {
  const counts = await Promise.all(
    sections.map((section) => countSection(ctx.db, { userId: ctx.actor.userId, q, section })),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function integrationViews(rows: readonly IntegrationRow[]): Readonly<Record<string, IntegrationView>> {
  return Object.fromEntries(rows.map((row) => [row.id, integrationView(row)]));
}

function reusableTokens(groups: readonly RankedGroup[], maker: RowMaker): readonly TokenView[] {
  const seen = new Map<string, TokenView>();
  const perIntegration = new Map<string, number>();
  for (const { token } of groups) {
    const used = perIntegration.get(token.gitIntegrationId) ?? 0;
    const usable = token.verdict === 'accepted' && token.unusableReason === null;
    const view = maker.token(token.id);
    if (view === null || !usable || seen.has(token.id) || used >= reusableLimit) continue;
    perIntegration.set(token.gitIntegrationId, used + 1);
    seen.set(token.id, view);
  }
  return [...seen.values()];
}

async function firstAttention(
  ctx: Context,
  groups: readonly RankedGroup[],
  maker: RowMaker,
  query: RuntimeQuery,
  q: string,
  rows: readonly RuntimeRow[],
): Promise<RuntimeRow | null> {
  const section = sectionsOf('needs_me', groups)[0];
  if (section === undefined || section.groups.length === 0) return null;
  const onFirstPage = query.cursor === null && q === '' && (query.filter === 'all' || query.filter === 'needs_me');
  if (onFirstPage) return rows[0] ?? null;
  const window = { userId: ctx.actor.userId, q: '', section };
  const [first] = await selectSection(ctx.db, window, { key: null, forward: true, limit: 1 });
  return first === undefined ? null : maker.make(first);
}
