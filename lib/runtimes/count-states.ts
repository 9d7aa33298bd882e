import { asc, eq, inArray } from 'drizzle-orm';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import type { Context } from '#lib/context.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { adminColumns, adminRow, keyColumns, runtimeTokenStatus } from './admin-row.ts';
import type { AdminRuntimeRow, RuntimeState } from './admin-view.ts';
import { groupStates, runtimeOrder, type StandingGroup } from './read-states.ts';

/** How many runtimes stand how, and the one that needs the administrator first; null when none does. */
export interface StateCounts {
  readonly counts: Readonly<Record<RuntimeState, number>>;
  readonly attention: AdminRuntimeRow | null;
}

/** What calls first: what worked and stopped, what will, what works half, and last what was never finished. */
const urgency: readonly ((group: StandingGroup) => boolean)[] = [
  ({ state, code }) => state === 'token' && code !== 'expiring_soon',
  ({ state }) => state === 'key',
  ({ state }) => state === 'token',
  ({ state }) => state === 'webhook',
  ({ state }) => state === 'complete_installation',
];

/** Counts all runtimes by state, which is derived from each one's facts by the one pure function. Administrators only. */
export async function countStates(ctx: Context): Promise<Result<StateCounts, 'not_administrator'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const groups = await groupStates(ctx.db, ctx.now);
  const counts: Record<RuntimeState, number> = { token: 0, key: 0, webhook: 0, complete_installation: 0, ready: 0 };
  for (const { state, size } of groups) counts[state] += size;
  const calling = urgency.map((calls) => groups.filter(calls)).find((found) => found.length > 0) ?? [];
  const firsts = calling.map(({ first }) => first);
  return ok({ counts, attention: firsts.length === 0 ? null : await readFirst(ctx, firsts) });
}

/** Which of them is first by name is the database's to say. */
async function readFirst({ db, now }: Context, keys: string[]): Promise<AdminRuntimeRow | null> {
  const [row] = await db
    .select({ ...adminColumns, ...keyColumns(now), integration: gitIntegrations })
    .from(runtimes)
    .innerJoin(gitIntegrations, eq(gitIntegrations.id, runtimes.gitIntegrationId))
    .leftJoin(gitTokens, eq(gitTokens.runtimeId, runtimes.id))
    .where(inArray(runtimeOrder, keys))
    .orderBy(asc(runtimeOrder))
    .limit(1);
  if (row === undefined) return null;
  const { runtime, token, integration, ...counted } = row;
  return adminRow(runtime, integration, runtimeTokenStatus(runtime, token, now), counted);
}
