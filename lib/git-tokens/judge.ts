import { hostName } from '#lib/git-integrations/view.ts';
import type { OpenIntegration } from '#lib/git-integrations/open.ts';
import type { Inspection, RepositoryAccess } from '#lib/git-providers/provider.ts';
import { type Failure, fail } from '#lib/result.ts';
import type { TokenRow } from './store.ts';

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

/** The provider's account of whom a token is. */
export interface Account {
  readonly id: string;
  readonly login: string;
}

/** The account of a token. */
export function accountOf(token: Pick<TokenRow, 'ownerId' | 'ownerLogin'> | null): Account | null {
  if (token === null || token.ownerId === null || token.ownerLogin === null) return null;
  return { id: token.ownerId, login: token.ownerLogin };
}

/**
 * Whether a token may serve a runtime, by what the provider said of its repository. Null: it may. With `admitsUnproven`
 * a token that only waits for single sign-on, or could not be looked at, may too.
 */
export function judgeAccess(
  runtime: { readonly repository: string; readonly integration: OpenIntegration },
  access: RepositoryAccess,
  login: string | null,
  admitsUnproven: boolean,
): AccessFailure | null {
  const { repository, integration } = runtime;
  const facts = { repository, login: login ?? 'Your account', host: hostName(integration.host.origin) };
  if (access.outcome === 'rejected') return fail('token_rejected', facts);
  if (access.outcome === 'unreachable') return admitsUnproven ? null : fail('unreachable', facts);
  if (access.access === 'writable') return null;
  const { missing, remedyUrl } = access;
  if (access.access === 'sso_required' && admitsUnproven) return null;
  return fail(access.access, { ...facts, missing, remedyUrl });
}

/** Another account than the one used so far (null: none) is taken only when the person says so. */
export function judgeOwner(
  account: Account | null,
  inspection: Inspection,
  accepted: boolean,
): Failure<'other_owner'> | null {
  if (inspection.outcome !== 'accepted' || accepted) return null;
  if (account === null || account.id === inspection.owner.id) return null;
  return fail('other_owner', { login: inspection.owner.login, previousLogin: account.login });
}
