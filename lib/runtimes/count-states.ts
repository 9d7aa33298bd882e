import { eq } from 'drizzle-orm';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import type { Context } from '#lib/context.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { adminColumns, adminRow, runtimeState, runtimeTokenStatus } from './admin-row.ts';
import type { AdminRuntimeRow, RuntimeState } from './admin-view.ts';

/** How many runtimes stand how, and the one that needs the administrator first; null when none does. */
export interface StateCounts {
  readonly counts: Readonly<Record<RuntimeState, number>>;
  readonly attention: AdminRuntimeRow | null;
}

/** What calls first: what worked and stopped, then what works half, then what was never finished. */
const urgency: readonly RuntimeState[] = ['token', 'webhook', 'complete_installation'];

/** Counts all runtimes by state, which is derived from each one's facts by the one pure function. Administrators only. */
export async function countStates(ctx: Context): Promise<Result<StateCounts, 'not_administrator'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const { db, now } = ctx;
  const facts = await db
    .select({ runtime: adminColumns.runtime, token: adminColumns.token })
    .from(runtimes)
    .leftJoin(gitTokens, eq(gitTokens.runtimeId, runtimes.id))
    .orderBy(runtimes.name);
  const counts: Record<RuntimeState, number> = { token: 0, webhook: 0, complete_installation: 0, ready: 0 };
  const first = new Map<RuntimeState, string>();
  for (const { runtime, token } of facts) {
    const state = runtimeState(runtime, runtimeTokenStatus(runtime, token, now));
    counts[state] += 1;
    if (!first.has(state)) first.set(state, runtime.id);
  }
  const worst = urgency.find((state) => counts[state] > 0);
  const id = worst === undefined ? undefined : first.get(worst);
  return ok({ counts, attention: id === undefined ? null : await readRow(ctx, id) });
}

async function readRow({ db, now }: Context, id: string): Promise<AdminRuntimeRow | null> {
  const [row] = await db
    .select({ ...adminColumns, integration: gitIntegrations })
    .from(runtimes)
    .innerJoin(gitIntegrations, eq(gitIntegrations.id, runtimes.gitIntegrationId))
    .leftJoin(gitTokens, eq(gitTokens.runtimeId, runtimes.id))
    .where(eq(runtimes.id, id));
  if (row === undefined) return null;
  const { runtime, token, integration, ...counted } = row;
  return adminRow(runtime, integration, runtimeTokenStatus(runtime, token, now), counted);
}
