import type { Context } from '#lib/context.ts';
import type { IntegrationRow } from '#lib/git-integrations/open.ts';
import type { TokenFactsRow } from '#lib/git-tokens/facts.ts';
import { type AccessFacts, runtimeRow, statusView, tokenView } from './row.ts';
import type { Group } from './sections.ts';
import { type SelectedRuntime, selectGroups, selectIntegrations } from './select.ts';
import type { RuntimeRow, StatusView, TokenView } from './view.ts';

/** Everything rows are made of besides their own columns. */
export interface RowMaker {
  readonly groups: readonly Group[];
  readonly integrations: readonly IntegrationRow[];
  /** How many runtimes I may use. */
  readonly total: number;
  /** Whether the row's token was there when the tokens were read. */
  knows(selected: SelectedRuntime): boolean;
  make(selected: SelectedRuntime): RuntimeRow;
  /** One of my tokens; null for one that serves none of my runtimes. */
  token(tokenId: string): TokenView | null;
}

interface MyToken {
  readonly facts: TokenFactsRow;
  readonly view: TokenView;
  readonly statuses: Map<string, StatusView>;
}

/**
 * Reads my tokens and the Git integrations once, to make any number of rows from. Rows that share a token, or a state,
 * share the object: React sends it to the browser once.
 */
export async function prepareRows(ctx: Context): Promise<RowMaker> {
  const [grouped, integrations] = await Promise.all([
    selectGroups(ctx.db).execute({ userId: ctx.actor.userId }),
    selectIntegrations(ctx.db).execute({ userId: ctx.actor.userId }),
  ]);
  const groups = grouped.map(({ access, size, ...token }) => ({ token, access, size }));
  const byId = new Map(integrations.map((row) => [row.id, row]));
  const tokens = myTokens(groups, byId);
  return {
    groups,
    integrations,
    total: integrations.reduce((sum, integration) => sum + integration.runtimes, 0),
    knows: ({ gitTokenId }) => gitTokenId === null || tokens.has(gitTokenId),
    token: (tokenId) => tokens.get(tokenId)?.view ?? null,
    make(selected) {
      const integration = byId.get(selected.gitIntegrationId);
      if (integration === undefined) throw new Error(`Runtime ${selected.id} has no Git integration.`);
      const mine = selected.gitTokenId === null ? undefined : tokens.get(selected.gitTokenId);
      const { access, missing, remedyUrl, accessCheckedAt } = selected;
      if (mine === undefined || access === null || missing === null) return runtimeRow(selected, integration, null);
      const status = sharedStatus(mine, { access, missing, remedyUrl, accessCheckedAt }, ctx.now);
      return runtimeRow(selected, integration, { token: mine.view, status });
    },
  };
}

function myTokens(
  groups: readonly Group[],
  integrations: ReadonlyMap<string, IntegrationRow>,
): ReadonlyMap<string, MyToken> {
  const served = new Map<string, number>();
  for (const { token, size } of groups) served.set(token.id, (served.get(token.id) ?? 0) + size);
  const tokens = new Map<string, MyToken>();
  for (const { token } of groups) {
    const integration = integrations.get(token.gitIntegrationId);
    if (integration === undefined || tokens.has(token.id)) continue;
    const view = tokenView(token, served.get(token.id) ?? 0, integration);
    tokens.set(token.id, { facts: token, view, statuses: new Map() });
  }
  return tokens;
}

function sharedStatus({ facts, statuses }: MyToken, access: AccessFacts, now: Date): StatusView {
  const key = [access.access, access.remedyUrl, ...access.missing].join('\n');
  const known = statuses.get(key);
  if (known !== undefined) return known;
  const made = statusView(facts, access, now);
  statuses.set(key, made);
  return made;
}
