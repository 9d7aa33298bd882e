import { and, eq, ne } from 'drizzle-orm';
import pMap from 'p-map';
import { z } from 'zod';
import { authorizations } from '#db/schema/git-tokens.ts';
import type { Context } from '#lib/context.ts';
import type { OpenIntegration } from '#lib/git-integrations/open.ts';
import type { Inspection } from '#lib/git-providers/provider.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { readRuntime } from '#lib/runtimes/read.ts';
import type { RuntimeRow } from '#lib/runtimes/view.ts';
import type { Secret } from '#lib/secret.ts';
import { findMyRuntime, findMyRuntimes, type MyRuntime } from './find.ts';
import { needsRefresh, refreshToken } from './refresh.ts';
import { accessColumns, inspectionColumns, openAccessToken, type TokenRow, type Tx, writeFacts } from './store.ts';

export const checkTokenSchema = z.strictObject({ runtimeId: z.uuid() });

/** How many other runtimes of the token are looked at along with the one asked for. */
const otherRuntimes = 19;
const concurrency = 4;

/**
 * Asks the provider about the token of one of my runtimes, and about every repository it serves. The person asked, so
 * one refusal is enough. A provider that gives no verdict changes nothing but the time of the attempt.
 */
export async function checkToken(
  ctx: Context,
  input: z.infer<typeof checkTokenSchema>,
): Promise<Result<{ row: RuntimeRow }, 'not_found' | 'no_token'>> {
  const runtime = await findMyRuntime(ctx, input.runtimeId);
  if (runtime === null) return fail('not_found');
  if (runtime.token === null) return fail('no_token');
  await check(ctx, runtime, runtime.token);
  const row = await readRuntime(ctx, runtime.id);
  return row === null ? fail('not_found') : ok({ row });
}

async function check(ctx: Context, runtime: MyRuntime, stored: TokenRow): Promise<void> {
  const { integration } = runtime;
  let row = stored;
  if (needsRefresh(row, ctx.now)) row = (await refreshToken(ctx.db, row, integration, ctx.now)).row;
  let token = openAccessToken(row, integration.host.origin);
  let inspection = token === null ? null : await inspect(integration, row, token);
  if (inspection?.outcome === 'rejected' && row.refreshToken !== null && row.generation === stored.generation) {
    const refreshed = await refreshToken(ctx.db, row, integration, ctx.now);
    if (refreshed.outcome === 'refreshed') {
      row = refreshed.row;
      token = openAccessToken(row, integration.host.origin);
      inspection = token === null ? null : await inspect(integration, row, token);
    } else if (refreshed.outcome === 'kept') {
      // Neither the token nor its refreshing was judged dead by the provider: no verdict.
      return;
    }
  }
  if (token === null || inspection === null) {
    await writeFacts(ctx.db, row, { unusableReason: 'undecryptable', checkedAt: ctx.now });
    return;
  }
  const served = await servedRuntimes(ctx, runtime, row);
  const opened = token;
  const accesses = await pMap(served, (each) => lookAt(each, row, opened, inspection), { concurrency });
  await ctx.db.transaction(async (tx) => {
    if (!(await writeFacts(tx, row, factsOf(inspection, row, ctx.now)))) return;
    for (const [index, each] of served.entries()) {
      await writeAccess(tx, ctx, each, row, accessColumns(accesses[index] ?? null, ctx.now));
    }
  });
}

function inspect(integration: OpenIntegration, row: TokenRow, token: Secret): Promise<Inspection> {
  const { provider, host, application } = integration;
  return provider.inspect({ host, token, kindId: row.kind, application: row.kind === 'oauth' ? application : null });
}

/** A token that suddenly belongs to another account is not used: somebody else would commit. */
function factsOf(inspection: Inspection, row: TokenRow, now: Date) {
  const columns = inspectionColumns(inspection, row, now);
  if (inspection.outcome !== 'accepted') return columns;
  const changed = row.ownerId !== null && row.ownerId !== inspection.owner.id;
  if (changed) return { checkedAt: now, unusableReason: 'owner_changed' };
  return { ...columns, unusableReason: null };
}

async function servedRuntimes(ctx: Context, runtime: MyRuntime, row: TokenRow): Promise<readonly MyRuntime[]> {
  const others = await ctx.db
    .select({ id: authorizations.runtimeId })
    .from(authorizations)
    .where(
      and(
        eq(authorizations.userId, ctx.actor.userId),
        eq(authorizations.gitTokenId, row.id),
        ne(authorizations.runtimeId, runtime.id),
      ),
    )
    .limit(otherRuntimes);
  return [
    runtime,
    ...(await findMyRuntimes(
      ctx,
      others.map((other) => other.id),
    )),
  ];
}

async function lookAt(runtime: MyRuntime, row: TokenRow, token: Secret, inspection: Inspection) {
  if (inspection.outcome !== 'accepted') return null;
  const { provider, host } = runtime.integration;
  const { scopes } = inspection;
  const { repository } = runtime;
  return provider.repositoryAccess({ host, token, kindId: row.kind, scopes, repository, purpose: 'user' });
}

async function writeAccess(
  tx: Tx,
  ctx: Context,
  runtime: MyRuntime,
  row: TokenRow,
  columns: ReturnType<typeof accessColumns>,
): Promise<void> {
  if (columns === null) return;
  await tx
    .update(authorizations)
    .set(columns)
    .where(
      and(
        eq(authorizations.userId, ctx.actor.userId),
        eq(authorizations.runtimeId, runtime.id),
        eq(authorizations.gitTokenId, row.id),
      ),
    );
}
