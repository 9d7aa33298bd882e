import type { Context } from '#lib/context.ts';
import type { IntegrationRow } from '#lib/git-integrations/open.ts';
import { integrationView } from '#lib/git-integrations/view.ts';
import { type Cursor, pageEnds, readCursor } from './cursor.ts';
import { prepareRows, type RowMaker } from './make-rows.ts';
import { countRows, type RankedGroup, rankGroups, type Section, sectionsOf } from './sections.ts';
import { countSection, type SelectedRuntime, selectSpans } from './select.ts';
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
  const maker = await prepareRows(ctx);
  const groups = rankGroups(maker.groups, ctx.now);
  const counts = countRows(groups, maker.total);
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
    ...pageEnds(
      { rows: page.rows.map(({ section, selected: { key } }) => ({ section, key })), more: page.more, matching },
      cursor,
    ),
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

/** Fills one page from the sections, going on from the cursor; sections known to be empty are left out. */
async function readPage(ctx: Context, sections: readonly Section[], q: string, cursor: Cursor | null): Promise<Page> {
  const forward = cursor?.direction !== 'previous';
  const from = cursor?.section ?? 0;
  const ahead = sections
    .map((section, index) => ({ index, section, key: index === cursor?.section ? cursor.key : null }))

    .filter(({ index }) => (forward ? index >= from : index <= from))
    .filter(({ section }) => section.kind !== 'in' || section.groups.length > 0);
  const spans = forward ? ahead : ahead.toReversed();
  if (spans.length === 0) return { rows: [], more: false };
  const request = { userId: ctx.actor.userId, q, forward, limit: pageSize + 1 };
  const found = await selectSpans(ctx.db, spans, request);
  const rows = found.map((selected) => ({ selected, section: spans[selected.section]?.index ?? 0 }));
  const shown = rows.slice(0, pageSize);
  return { rows: forward ? shown : shown.toReversed(), more: rows.length > pageSize };
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
  const request = { userId: ctx.actor.userId, q: '', forward: true, limit: 1 };
  const [first] = await selectSpans(ctx.db, [{ index: 0, section, key: null }], request);
  return first === undefined ? null : maker.make(first);
}
