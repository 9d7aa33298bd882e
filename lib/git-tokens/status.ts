/** The states of an authorization. DESIGN: facts are stored, status is derived. */
export const statusCodes = [
  'not_authorized',
  'authorized',
  'expiring_soon',
  'expired',
  'revoked',
  'insufficient_scopes',
  'sso_required',
  'reconnect_required',
  'unreachable',
  'not_checked',
] as const;

export type StatusCode = (typeof statusCodes)[number];

/** How urgent: `broken` needs the person now, `soon` before long, `unsure` may be either, `good`, `none` yet. */
export type StatusGroup = 'broken' | 'soon' | 'unsure' | 'good' | 'none';

export const statusGroups: Readonly<Record<StatusCode, StatusGroup>> = {
  not_authorized: 'none',
  authorized: 'good',
  expiring_soon: 'soon',
  expired: 'broken',
  revoked: 'broken',
  insufficient_scopes: 'broken',
  sso_required: 'broken',
  reconnect_required: 'broken',
  unreachable: 'unsure',
  not_checked: 'unsure',
};

/** The facts a status is derived from: the token's, and the authorization's `access`. Null: no authorization. */
export interface TokenFacts {
  readonly verdict: 'accepted' | 'rejected' | null;
  readonly acceptedAt: Date | null;
  readonly expiresAt: Date | null;
  /** Whether it can be refreshed without the person. */
  readonly renewsItself: boolean;
  readonly unreachableReason: string | null;
  readonly unusableReason: string | null;
  /** What the token may do in the runtime's repository: a `RepositoryAccess['access']` or `unknown`. */
  readonly access: string;
}

export const expiringSoonDays = 14;
const day = 86_400_000;

/** Whether the provider accepted the token after the date at which it was to end. */
function acceptedSince({ acceptedAt, expiresAt }: TokenFacts): boolean {
  return acceptedAt !== null && expiresAt !== null && acceptedAt > expiresAt;
}

/** Pure. `now` decides only between expired and revoked, and whether expiry is near. */
export function deriveStatus(facts: TokenFacts | null, now: Date): StatusCode {
  if (facts === null) return 'not_authorized';
  if (facts.unusableReason !== null) return 'reconnect_required';
  const expired = facts.expiresAt !== null && facts.expiresAt <= now;
  if (facts.verdict === 'rejected') return expired && !facts.renewsItself ? 'expired' : 'revoked';
  if (facts.verdict === null) return 'not_checked';
  switch (facts.access) {
    case 'missing_scope':
    case 'read_only':
    case 'no_access':
    case 'archived':
    case 'policy':
      return 'insufficient_scopes';
    case 'sso_required':
      return 'sso_required';
    default:
  }
  if (facts.unreachableReason !== null) return 'unreachable';
  if (facts.access === 'unknown' || (expired && !facts.renewsItself && !acceptedSince(facts))) return 'not_checked';
  if (
    facts.expiresAt !== null &&
    !facts.renewsItself &&
    facts.expiresAt.getTime() - now.getTime() < expiringSoonDays * day
  ) {
    return 'expiring_soon';
  }
  return 'authorized';
}
