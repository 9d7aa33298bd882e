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

/** What must hold of the facts for a rule to apply; what is left out does not matter. */
export interface BrokenWhen {
  readonly unusable?: true;
  readonly verdict?: 'accepted' | 'rejected';
  /** Its date has passed. */
  readonly expired?: true;
  readonly renewsItself?: false;
  readonly access?: readonly string[];
}

/**
 * When an authorization is broken: the first rule that applies says how. Data, because two must agree on it: this
 * function, which shows a status, and the SQL that hands out credentials (`lib/credentials/statement.ts`).
 */
export const brokenRules = [
  { code: 'reconnect_required', when: { unusable: true } },
  { code: 'expired', when: { verdict: 'rejected', expired: true, renewsItself: false } },
  { code: 'revoked', when: { verdict: 'rejected' } },
  {
    code: 'insufficient_scopes',
    when: { verdict: 'accepted', access: ['missing_scope', 'read_only', 'no_access', 'archived', 'policy'] },
  },
  { code: 'sso_required', when: { verdict: 'accepted', access: ['sso_required'] } },
] as const satisfies readonly { readonly code: StatusCode; readonly when: BrokenWhen }[];

export type BrokenCode = (typeof brokenRules)[number]['code'];

function applies(when: BrokenWhen, facts: TokenFacts, expired: boolean): boolean {
  return (
    (when.unusable === undefined || facts.unusableReason !== null) &&
    (when.verdict === undefined || facts.verdict === when.verdict) &&
    (when.expired === undefined || expired) &&
    (when.renewsItself === undefined || !facts.renewsItself) &&
    (when.access === undefined || when.access.includes(facts.access))
  );
}

/** Pure. `now` decides only between expired and revoked, and whether expiry is near. */
export function deriveStatus(facts: TokenFacts | null, now: Date): StatusCode {
  if (facts === null) return 'not_authorized';
  const expired = facts.expiresAt !== null && facts.expiresAt <= now;
  const broken = brokenRules.find(({ when }) => applies(when, facts, expired));
  if (broken !== undefined) return broken.code;
  if (facts.verdict === null) return 'not_checked';
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
