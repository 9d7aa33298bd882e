import type { StatusCode } from '#lib/git-tokens/status.ts';
import type { StatusView } from '#lib/runtimes/view.ts';
import { agoWords, expiryWords } from '#lib/time-words.ts';

/** Colour of a status; never its only sign. */
export type StatusTone = 'good' | 'soon' | 'broken' | 'info' | 'muted';

/** Shape of a status: a name in the icon sprite. */
export type StatusShape = 'check' | 'clock' | 'octagon' | 'triangle' | 'unplug' | 'cloud' | 'question' | 'dashed';

interface Look {
  readonly label: string;
  readonly tone: StatusTone;
  readonly shape: StatusShape;
}

export const statusLooks: Readonly<Record<StatusCode, Look>> = {
  not_authorized: { label: 'Not authorized', tone: 'muted', shape: 'dashed' },
  authorized: { label: 'Authorized', tone: 'good', shape: 'check' },
  expiring_soon: { label: 'Expiring soon', tone: 'soon', shape: 'clock' },
  expired: { label: 'Expired', tone: 'broken', shape: 'clock' },
  revoked: { label: 'Revoked', tone: 'broken', shape: 'octagon' },
  insufficient_scopes: { label: 'Insufficient scopes', tone: 'broken', shape: 'triangle' },
  sso_required: { label: 'SSO authorization required', tone: 'info', shape: 'triangle' },
  reconnect_required: { label: 'Reconnect required', tone: 'broken', shape: 'unplug' },
  unreachable: { label: 'Unreachable', tone: 'muted', shape: 'cloud' },
  not_checked: { label: 'Not checked', tone: 'muted', shape: 'question' },
};

/** What a status is said from. */
export interface StatusFacts {
  readonly status: StatusView;
  /** The runtime's name and its repository, `owner/name`. */
  readonly runtime: string;
  readonly repository: string;
  /** `GitHub`. */
  readonly provider: string;
  /** `github.com`. */
  readonly host: string;
  readonly login: string | null;
  /** ISO text; null when there is none or nobody knows. */
  readonly expiresAt: string | null;
  readonly now: Date;
}

/** `short` fits under the badge, null when the badge says it all; `sentence` says what happened, why, what it affects. */
export interface StatusWords extends Look {
  readonly short: string | null;
  readonly sentence: string;
}

const trouble: Readonly<Record<string, string>> = {
  dns: 'has a name that cannot be resolved',
  tls: 'shows a certificate that is not trusted here',
  refused: 'refuses the connection',
  blocked_address: 'has an address that this server may not call',
  timeout: 'does not answer in time',
  rate_limited: 'asks to slow down for a while',
  server_error: 'has trouble of its own',
  redirect: 'answers with a redirect elsewhere',
  too_large: 'gives an answer that is too large',
  invalid_response: 'gives an answer that makes no sense',
  forbidden: 'declines to say',
  not_found: 'does not know the question',
  misconfigured: 'refuses this application: its client ID or secret is wrong, which an administrator can mend',
};

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

function organization(repository: string): string {
  return repository.split('/')[0] ?? repository;
}

type Said = readonly [short: string | null, sentence: string];

function lacking({ status, runtime, repository, host, login }: StatusFacts): Said {
  const who = login ?? 'your account';
  const missing = status.missing.join(', ');
  switch (status.reason) {
    case 'read_only':
      return [
        `${who} may not write to it`,
        `The token works, but ${who} may only read ${repository}. ${runtime} cannot commit in your name until its owner gives you write access.`,
      ];
    case 'no_access':
      return [
        `Cannot see ${repository}`,
        `${host} shows no ${repository} to this token: the token was not given access to it, or ${who} is not a member. ${runtime} cannot commit in your name.`,
      ];
    case 'archived':
      return [
        `${repository} is archived`,
        `${repository} is archived, so nobody can write to it, whatever the token. ${runtime} cannot commit until it is unarchived or replaced.`,
      ];
    case 'policy':
      return [
        `${organization(repository)} has not admitted it`,
        `The organization ${organization(repository)} does not admit this token, or has yet to approve it. ${runtime} cannot commit in your name until it does.`,
      ];
    default:
      return [
        missing === '' ? 'A permission is missing' : `Lacks ${missing}`,
        `The token works, but lacks ${missing === '' ? 'a needed permission' : missing}. ${runtime} cannot commit to ${repository} in your name until it has it.`,
      ];
  }
}

/** When the provider first refused a token; null for what stopped it otherwise, as nobody knows when. Pure. */
export function refusedSince({ code, verdictAt }: Pick<StatusView, 'code' | 'verdictAt'>): Date | null {
  return code === 'expired' || code === 'revoked' ? instant(verdictAt) : null;
}

/** Why a stored token cannot be used from here any more, a person's or a runtime's: in short, and as a sentence. Pure. */
export function reconnectWords(reason: string | null, host: string): readonly [short: string, sentence: string] {
  switch (reason) {
    case 'undecryptable':
      return [
        'It cannot be opened here any more',
        `The stored token can no longer be opened: the address of its Git integration changed, or the key it was sealed with is gone.`,
      ];
    case 'origin_changed':
      return [
        'The address of the host changed',
        `The address of this Git integration changed, and a token is never sent to another address than it was given for.`,
      ];
    case 'owner_changed':
      return [
        'It belongs to another account now',
        `At ${host} the token belongs to another account than before, so it is not used any more.`,
      ];
    case 'refresh_interrupted':
      return [
        'Its renewal was cut off',
        `The token was being renewed with ${host} when the connection broke, so the new one never arrived.`,
      ];
    case 'refresh_rejected':
      return [
        `${host} would not renew it`,
        `${host} declined to renew the token: the authorization was withdrawn, or it lay unused for too long.`,
      ];
    default:
      return ['It cannot be used from here', 'The stored token cannot be used from here any more.'];
  }
}

function reconnect({ status, runtime, host }: StatusFacts): Said {
  const [short, sentence] = reconnectWords(status.reason, host);
  return [short, `${sentence} ${runtime} cannot commit in your name until you authorize it again.`];
}

function say(facts: StatusFacts): Said {
  const { status, runtime, repository, provider, host, login, now } = facts;
  const whose = login === null ? 'Your token' : `The token of ${login}`;
  const stops = `Commits to ${runtime} in your name fail until you renew it.`;
  const refusedAt = refusedSince(status);
  const acceptedAt = instant(status.acceptedAt);
  const expiresAt = instant(facts.expiresAt);
  switch (status.code) {
    case 'not_authorized':
      return [null, `${runtime} cannot commit to ${repository} in your name until you authorize it.`];
    case 'authorized':
      return [
        null,
        `${login ?? 'Your token'} can commit to ${repository}${acceptedAt === null ? '' : `; ${host} confirmed it ${agoWords(acceptedAt, now)}`}.`,
      ];
    case 'expiring_soon':
      if (expiresAt !== null && expiresAt <= now) {
        return [
          'Past its expiry date',
          `${whose} was to expire (${expiryWords(expiresAt, now)}), yet ${host} still accepted it after that. Renew it before it does not.`,
        ];
      }
      return [
        null,
        `${whose} stops working${expiresAt === null ? ' soon' : `: ${expiryWords(expiresAt, now)}`}. Renew it before then, so that ${runtime} keeps committing in your name.`,
      ];
    case 'expired':
      return [
        `Refused by ${provider}`,
        `${whose} has expired${expiresAt === null ? '' : ` (${expiryWords(expiresAt, now)})`} and ${host} no longer accepts it. ${stops}`,
      ];
    case 'revoked': {
      const what = login === null ? 'your token' : `the token of ${login}`;
      const reportedAt = instant(status.reportedAt);
      if (reportedAt !== null) {
        return [
          `A runtime reported it ${agoWords(reportedAt, now)}, ${provider} confirmed`,
          `A runtime reported ${agoWords(reportedAt, now)} that git refused ${what}, and ${host} confirmed that it no longer accepts it: it was revoked. ${stops}`,
        ];
      }
      return [
        `Refused by ${provider}${refusedAt === null ? '' : ` ${agoWords(refusedAt, now)}`}`,
        `${host} no longer accepts ${what}: it was revoked. ${stops}`,
      ];
    }
    case 'insufficient_scopes':
      return lacking(facts);
    case 'sso_required':
      return [
        `${organization(repository)} asks for single sign-on`,
        `The token works, but the organization ${organization(repository)} asks for single sign-on before it may be used there. ${runtime} cannot commit in your name until you authorize it at ${host}.`,
      ];
    case 'reconnect_required':
      return reconnect(facts);
    case 'unreachable':
      return [
        acceptedAt === null ? `${provider} is not answering` : `Good ${agoWords(acceptedAt, now)}, no answer since`,
        `${host} ${trouble[status.reason ?? ''] ?? 'is not answering'}, so the token could not be checked. ${
          acceptedAt === null ? '' : `It was good ${agoWords(acceptedAt, now)}, and that still counts. `
        }Nothing was changed.`,
      ];
    case 'not_checked':
      if (status.reason === 'lapsed') {
        return [
          'Its expiry date has passed',
          `${whose} was to expire${expiresAt === null ? '' : ` on ${expiryWords(expiresAt, now)}`}. Whether ${host} still accepts it, and ${runtime} can commit in your name, is not known until it is checked.`,
        ];
      }
      return [
        status.reason === null ? 'Stored, not yet confirmed' : `${provider} could not be asked`,
        `The token is stored, but ${host} ${trouble[status.reason ?? ''] ?? 'has not confirmed it yet'}. Whether ${runtime} can commit in your name is not known until it is checked.`,
      ];
  }
}

/** The words for a status. Pure. */
export function statusWords(facts: StatusFacts): StatusWords {
  const [short, sentence] = say(facts);
  return { ...statusLooks[facts.status.code], short, sentence };
}
