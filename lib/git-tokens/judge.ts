import type { Context } from '#lib/context.ts';
import { hostName } from '#lib/git-integrations/view.ts';
import type { Inspection, RepositoryAccess } from '#lib/git-providers/provider.ts';
import { type Failure, fail } from '#lib/result.ts';
import { findMyAccount, type MyRuntime } from './find.ts';

/** A refusal of a token for one runtime: a code of `lib/failures.ts` with the facts for its words. */
export type AccessFailure = Failure<
  | 'missing_scope'
  | 'read_only'
  | 'no_access'
  | 'archived'
  | 'policy'
  | 'sso_required'
  | 'token_rejected'
  | 'unreachable'
>;

/**
 * Whether a token may serve a runtime, by what the provider said of its repository. Null: it may. A token that only
 * waits for single sign-on, or could not be looked at, may too where it takes no good token's place.
 */
export function judgeAccess(
  runtime: MyRuntime,
  access: RepositoryAccess,
  login: string | null,
  takesNoGoodTokensPlace: boolean,
): AccessFailure | null {
  const { repository, integration } = runtime;
  const facts = { repository, login: login ?? 'Your account', host: hostName(integration.host.origin) };
  if (access.outcome === 'rejected') return fail('token_rejected', facts);
  if (access.outcome === 'unreachable') return takesNoGoodTokensPlace ? null : fail('unreachable', facts);
  if (access.access === 'writable') return null;
  const { missing, remedyUrl } = access;
  if (access.access === 'sso_required' && takesNoGoodTokensPlace) return null;
  return fail(access.access, { ...facts, missing, remedyUrl });
}

/** Another account than the one used so far is taken only when the person says so. */
export async function judgeOwner(
  ctx: Context,
  runtime: MyRuntime,
  inspection: Inspection,
  accepted: boolean,
): Promise<Failure<'other_owner'> | null> {
  if (inspection.outcome !== 'accepted' || accepted) return null;
  const { token, integration } = runtime;
  const account =
    token !== null && token.ownerId !== null && token.ownerLogin !== null
      ? { id: token.ownerId, login: token.ownerLogin }
      : await findMyAccount(ctx.db, ctx.actor.userId, integration.id);
  if (account === null || account.id === inspection.owner.id) return null;
  return fail('other_owner', { login: inspection.owner.login, previousLogin: account.login });
}
