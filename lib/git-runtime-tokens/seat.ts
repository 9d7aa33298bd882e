import type { Context } from '#lib/context.ts';
import { accountOf } from '#lib/git-tokens/judge.ts';
import type { TokenSeat } from '#lib/git-tokens/seat.ts';
import { findRuntime } from '#lib/runtimes/find.ts';
import { hasGoodToken, saveRuntimeToken } from './store.ts';

/** The place of a runtime's own token; null for who is no administrator, and when there is no such runtime. */
export async function findRuntimeSeat(ctx: Context, runtimeId: string): Promise<TokenSeat | null> {
  if (ctx.actor.role !== 'administrator') return null;
  const found = await findRuntime(ctx.db, runtimeId);
  if (found === null) return null;
  const { runtime, integration, token } = found;
  const vacant = !hasGoodToken(runtime, token, ctx.now);
  return {
    runtimeId,
    repository: runtime.repository,
    integration,
    purpose: 'runtime',
    token,
    vacant,
    account: accountOf(token),
    // A runtime works all by itself: what it is to work with is proven first.
    admitsUnproven: false,
    // A grant that waits for single sign-on is authorized at the provider as it is: revoked, it could not be.
    keepsRefused: (code) => vacant && code === 'sso_required',
    save: (candidate, access) => saveRuntimeToken(ctx, found, candidate, access),
  };
}
