import type { Context } from '#lib/context.ts';
import type { OpenIntegration } from '#lib/git-integrations/open.ts';
import type { Purpose, RepositoryAccess } from '#lib/git-providers/provider.ts';
import { findMyAccount, findMyRuntime, nothingToLose } from './find.ts';
import { type Account, type AccessFailure, accountOf } from './judge.ts';
import { type CandidateToken, type SavedToken, saveToken } from './save.ts';
import type { TokenRow } from './store.ts';

/** The place that a token takes at a runtime: a person's own, or the runtime's. All that differs between the two. */
export interface TokenSeat {
  readonly runtimeId: string;
  readonly repository: string;
  readonly integration: OpenIntegration;
  readonly purpose: Purpose;
  /** What is in it now. */
  readonly token: TokenRow | null;
  /** Whether no good token is in it. */
  readonly vacant: boolean;
  /** The account used here so far; null when none was ever accepted. */
  readonly account: Account | null;
  /** Whether a token that could not be looked at, or waits for single sign-on, may take it. */
  readonly admitsUnproven: boolean;
  /** Whether an OAuth grant that was refused stays all the same: it exists at the provider, and can be mended there. */
  keepsRefused(code: AccessFailure['code']): boolean;
  /** Puts a token into it. Null, and nothing was stored, when things changed since this was read. */
  save(candidate: CandidateToken, access: RepositoryAccess): Promise<SavedToken | null>;
}

/** The place of my own token at one of my runtimes; null when there is none of that id that I may use. */
export async function findMySeat(ctx: Context, runtimeId: string): Promise<TokenSeat | null> {
  const runtime = await findMyRuntime(ctx, runtimeId);
  if (runtime === null) return null;
  const { repository, integration, token } = runtime;
  const vacant = nothingToLose(runtime, ctx.now);
  return {
    runtimeId,
    repository,
    integration,
    purpose: 'user',
    token,
    vacant,
    account: accountOf(token) ?? (await findMyAccount(ctx.db, ctx.actor.userId, integration.id)),
    admitsUnproven: vacant,
    keepsRefused: (code) => vacant && code !== 'token_rejected',
    save: (candidate, access) => saveToken(ctx, candidate, [{ runtimeId, access }]),
  };
}
