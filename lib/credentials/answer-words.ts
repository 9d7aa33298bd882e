import type { Refused } from './issue.ts';

/** Failures of a request itself, before anything was looked up. */
export type Malformed =
  | 'invalid_input'
  | 'no_such_address'
  | 'method_not_allowed'
  | 'unsupported_media_type'
  | 'too_large'
  | 'cut_short'
  | 'too_many_requests'
  | 'unexpected';

interface Words {
  readonly status: number;
  /** As programs know it; several causes share one. */
  readonly code: string;
  /** What happened and the one next step. `runtime` is its name. */
  readonly message: (runtime: string) => string;
  /** Whether the person can mend it, at the page the link leads to. */
  readonly link?: true;
}

const nobody =
  'This runtime, this user and this host do not go together. Check the user, and that the host is the runtime’s.';
const renew = (what: string) => (runtime: string) =>
  `The user’s Git token for ${runtime} ${what}. The user renews it at the link.`;
const again = 'Nothing was handed out. Try again in a moment.';

/** The API's codes. */
export const words: Readonly<Record<Refused | Exclude<Malformed, 'invalid_input'>, Words>> = {
  unknown_key: {
    status: 401,
    code: 'unauthorized',
    message: () => 'This request is not authorized.',
  },
  not_found: { status: 404, code: 'not_found', message: () => nobody },
  not_authorized: {
    status: 409,
    code: 'not_authorized',
    message: (runtime) => `The user has not authorized ${runtime} yet. The user does so at the link.`,
    link: true,
  },
  revoked: { status: 409, code: 'reauth_required', message: renew('was revoked at the provider'), link: true },
  expired: { status: 409, code: 'reauth_required', message: renew('has expired'), link: true },
  reconnect_required: {
    status: 409,
    code: 'reauth_required',
    message: renew('cannot be used any more'),
    link: true,
  },
  insufficient_scopes: {
    status: 409,
    code: 'insufficient_scopes',
    message: (runtime) =>
      `The user’s Git token may not write to the repository of ${runtime}. The link says what is missing.`,
    link: true,
  },
  sso_required: {
    status: 409,
    code: 'sso_required',
    message: (runtime) =>
      `The organization of ${runtime}’s repository asks for single sign-on. The user authorizes the token at the link.`,
    link: true,
  },
  unreachable: {
    status: 503,
    code: 'provider_unreachable',
    message: () => 'The token’s date has passed and the Git provider does not answer. Try again in a moment.',
  },
  unavailable: { status: 503, code: 'unavailable', message: () => again },
  no_such_address: { status: 404, code: 'not_found', message: () => 'There is nothing at this address.' },
  method_not_allowed: {
    status: 405,
    code: 'method_not_allowed',
    message: () => 'This address is asked in another way: the header Allow says how.',
  },
  unsupported_media_type: {
    status: 415,
    code: 'unsupported_media_type',
    message: () => 'Send application/json, or git’s key=value lines as text/plain, in UTF-8.',
  },
  too_large: { status: 413, code: 'too_large', message: () => 'That is more than this address takes: 64 KiB.' },
  cut_short: { status: 400, code: 'cut_short', message: () => 'The request ended early.' },
  too_many_requests: {
    status: 429,
    code: 'too_many_requests',
    message: () => 'Too many requests. Retry-After says when to go on.',
  },
  unexpected: { status: 500, code: 'unexpected', message: () => 'Something went wrong on the server.' },
};
