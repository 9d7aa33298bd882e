import { and, eq } from 'drizzle-orm';
import pMap from 'p-map';
import { z } from 'zod';
import { gitTokens } from '#db/schema/git-tokens.ts';
import type { Context } from '#lib/context.ts';
import { idSchema } from '#lib/ids.ts';
import type { RepositoryAccess } from '#lib/git-providers/provider.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { statusView } from '#lib/runtimes/row.ts';
import type { RuntimeOutcome } from '#lib/runtimes/view.ts';
import type { Secret } from '#lib/secret.ts';
import { findMyRuntimes, losesNothing, type MyRuntime, nothingToLose } from './find.ts';
import { judgeAccess } from './judge.ts';
import { needsRefresh, refreshToken } from './refresh.ts';
import { revokeReplaced } from './revoke.ts';
import { isProven } from './save.ts';
import {
  accessColumns,
  deleteIfUnused,
  linkRuntime,
  lockTokensOf,
  openAccessToken,
  type TokenRow,
  writeFacts,
} from './store.ts';

export const reuseTokenSchema = z.strictObject({
  tokenId: idSchema,
  runtimeIds: z.array(idSchema).min(1).max(50),
});

const concurrency = 4;

/**
 * Uses one of my tokens for further runtimes of its Git integration. Each is checked for its own repository and reported
 * by itself; one that fails keeps the token it had.
 */
export async function reuseToken(
  ctx: Context,
  input: z.infer<typeof reuseTokenSchema>,
): Promise<Result<{ outcomes: readonly RuntimeOutcome[] }, 'not_found' | 'no_token' | 'reconnect_required'>> {
  const [stored] = await ctx.db
    .select()
    .from(gitTokens)
    .where(and(eq(gitTokens.id, input.tokenId), eq(gitTokens.userId, ctx.actor.userId)));
  if (stored === undefined) return fail('no_token');
  const found = await findMyRuntimes(ctx, [...new Set(input.runtimeIds)]);
  const runtimes = found.filter((runtime) => runtime.integration.id === stored.gitIntegrationId);
  const integration = runtimes[0]?.integration;
  if (integration === undefined) return fail('not_found');
  const renewed = needsRefresh(stored, ctx.now) ? await refreshToken(ctx.db, stored, integration, ctx.now) : null;
  const row = renewed?.row ?? stored;
  const token = openAccessToken(row, integration.host.origin);
  if (token === null) {
    await writeFacts(ctx.db, row, { unusableReason: row.unusableReason ?? 'undecryptable' });
    return fail('reconnect_required');
  }
  const accesses = await pMap(runtimes, (runtime) => lookAt(runtime, row, token), { concurrency });
  const outcomes: RuntimeOutcome[] = [];
  for (const [index, runtime] of runtimes.entries()) {
    const access = accesses[index];
    if (access !== undefined) outcomes.push(await link(ctx, runtime, row, access));
  }
  return ok({ outcomes });
}

function lookAt(runtime: MyRuntime, row: TokenRow, token: Secret): Promise<RepositoryAccess> {
  const { provider, host } = runtime.integration;
  const { repository } = runtime;
  return provider.repositoryAccess({ host, token, kindId: row.kind, scopes: row.scopes, repository, purpose: 'user' });
}

async function link(
  ctx: Context,
  runtime: MyRuntime,
  row: TokenRow,
  access: RepositoryAccess,
): Promise<RuntimeOutcome> {
  const refused = judgeAccess(runtime, access, row.ownerLogin, nothingToLose(runtime, ctx.now));
  const columns = accessColumns(access, ctx.now);
  const facts = columns ?? { access: 'unknown', missing: [], remedyUrl: null, accessCheckedAt: null };
  const seen = {
    ...row,
    renewsItself: row.refreshToken !== null,
    ...(access.outcome === 'unreachable' ? { unreachableReason: access.reason } : {}),
    ...(access.outcome === 'rejected' ? { verdict: access.outcome } : {}),
  };
  const outcome = { runtimeId: runtime.id, name: runtime.name, status: statusView(seen, facts, ctx.now) };
  if (refused !== null) return { ...outcome, used: false };
  const replaced = await ctx.db.transaction(async (tx) => {
    await lockTokensOf(tx, ctx.actor.userId);
    const [alive] = await tx.select({ id: gitTokens.id }).from(gitTokens).where(eq(gitTokens.id, row.id));
    if (alive === undefined) return null;
    const authorization = { userId: ctx.actor.userId, runtimeId: runtime.id, gitTokenId: row.id };
    if (!isProven(access) && !(await losesNothing(tx, authorization, ctx.now))) return null;
    const previous = await linkRuntime(tx, authorization, columns);
    return previous === null ? [] : [await deleteIfUnused(tx, ctx.actor.userId, previous)];
  });
  if (replaced === null) return { ...outcome, used: false };
  await revokeReplaced(
    runtime.integration,
    replaced.filter((token) => token !== null),
  );
  return { ...outcome, used: true };
}
