import { reconnectWords, refusedSince } from '#lib/git-tokens/status-words.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
import { agoWords, expiryWords, untilWords } from '#lib/time-words.ts';

/** What a Git runtime token's state is said from. */
export type RuntimeTokenFacts = Pick<
  AdminRuntimePage,
  'name' | 'repository' | 'host' | 'providerLabel' | 'status' | 'token' | 'now'
>;

const instant = (text: string | null) => (text === null ? null : new Date(text));

/** The first line of what needs the administrator: what stopped, or will. Pure. */
export function runtimeTokenHeadline({
  name,
  status,
  token,
  now,
}: Pick<RuntimeTokenFacts, 'name' | 'status' | 'token' | 'now'>): string {
  const at = new Date(now);
  const refusedAt = refusedSince(status);
  const expiresAt = instant(token?.expiresAt ?? null);
  switch (status.code) {
    case 'expired':
    case 'revoked':
    case 'reconnect_required':
      return `${name} stopped working${refusedAt === null ? '' : ` ${agoWords(refusedAt, at)}`}.`;
    case 'expiring_soon':
      return `${name} stops working ${expiresAt === null ? 'soon' : untilWords(expiresAt, at)}.`;
    case 'insufficient_scopes':
    case 'sso_required':
      return `${name} cannot work with its repository.`;
    case 'not_authorized':
      return `${name} has no Git runtime token.`;
    default:
      return `The Git runtime token of ${name} could not be confirmed.`;
  }
}

/** What happened to a Git runtime token, why, and what it affects. Pure. */
export function runtimeTokenSentence(facts: RuntimeTokenFacts): string {
  const { name, repository, host, status, token } = facts;
  const now = new Date(facts.now);
  const who = token?.login ?? null;
  const whose = who === null ? 'Its Git runtime token' : `The token of ${who}`;
  const stops = `Until it is updated, ${name} neither commits to ${repository} nor keeps its webhook.`;
  const expiresAt = instant(token?.expiresAt ?? null);
  const acceptedAt = instant(status.acceptedAt);
  const confirmed = acceptedAt === null ? '' : `; ${host} confirmed it ${agoWords(acceptedAt, now)}`;
  const good = acceptedAt === null ? '' : ` It was good ${agoWords(acceptedAt, now)}, and that still counts.`;
  switch (status.code) {
    case 'not_authorized':
      return `Without one it can neither commit to ${repository} nor hear of Git events.`;
    case 'authorized':
      return `${whose} can commit to ${repository} and look after its webhook${confirmed}.`;
    case 'expiring_soon':
      return expiresAt === null
        ? `${whose} expires soon. Update it before then.`
        : `${whose} expires: ${expiryWords(expiresAt, now)}. Update it before then, so that nothing stops.`;
    case 'expired':
      return `${whose} has expired${expiresAt === null ? '' : ` (${expiryWords(expiresAt, now)})`}. ${stops}`;
    case 'revoked':
      return `${host} no longer accepts ${who === null ? 'it' : `the token of ${who}`}: it was revoked. ${stops}`;
    case 'insufficient_scopes':
      return `${lacking(facts)} ${stops}`;
    case 'sso_required':
      return `The token works, but ${repository.split('/')[0] ?? repository} asks for single sign-on. Authorize it at ${host}, then check again.`;
    case 'reconnect_required':
      return `${reconnectWords(status.reason, host)[1]} ${stops}`;
    case 'unreachable':
      return `${host} does not answer, so the token could not be checked.${good} Nothing was changed.`;
    case 'not_checked':
      return `The token is stored, but ${host} has not confirmed it yet.`;
  }
}

function lacking({ repository, host, status, token }: RuntimeTokenFacts): string {
  const who = token?.login ?? 'its account';
  switch (status.reason) {
    case 'read_only':
      return `The token works, but ${who} may only read ${repository}: its owner must give write access.`;
    case 'no_access':
      return `${host} shows no ${repository} to this token: it was not given access, or ${who} is not a member.`;
    case 'archived':
      return `${repository} is archived, so nobody can write to it.`;
    case 'policy':
      return `The organization of ${repository} does not admit this token, or has yet to approve it.`;
    default:
      return `The token works, but lacks ${status.missing.length === 0 ? 'a needed permission' : status.missing.join(', ')}.`;
  }
}
