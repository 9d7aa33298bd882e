import { askAgainSeconds } from '#lib/git-tokens/make-ready.ts';
import { failureMessage } from '#lib/failures.ts';
import type { Failure } from '#lib/result.ts';
import { reveal } from '#lib/secret.ts';
import type { Credential, Refused } from './issue.ts';
import type { Form } from './request.ts';

/** An answer before it is sent. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

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
const words: Readonly<Record<Refused | Exclude<Malformed, 'invalid_input'>, Words>> = {
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

const contentTypes: Readonly<Record<Form, string>> = {
  json: 'application/json',
  git: 'text/plain; charset=utf-8',
};

/** Lines of git's own protocol. @throws rather than let a value become a line of its own (CVE-2020-5260). */
function lines(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([key, value]) => {
      if (/[\n\r\0]/.test(String(value))) throw new Error(`The value of ${key} has a line break.`);
      return `${key}=${value}\n`;
    })
    .join('');
}

function written(form: Form, values: Readonly<Record<string, string | number>>): string {
  return form === 'json' ? JSON.stringify(values) : lines(values);
}

/** A credential. Never a refresh token: there is none in it. */
export function credentialAnswer(form: Form, { username, password, expiresAt }: Credential): Answer {
  const body = written(form, {
    username,
    password: reveal(password),
    ...(expiresAt === null ? {} : { password_expiry_utc: expiresAt }),
  });
  return { status: 200, contentType: contentTypes[form], body };
}

/** `202`, or `204` for what git says and waits for no answer to. */
export function acceptedAnswer(form: Form, status: 202 | 204): Answer {
  return { status, contentType: contentTypes[form], body: status === 204 ? '' : written(form, { status: 'accepted' }) };
}

/** A failure: JSON `{ error }`, or lines that git skips and a person can read. */
export function failureAnswer(
  form: Form,
  failure: Failure<Refused | Malformed>,
  about: {
    readonly requestId: string;
    readonly publicUrl: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Answer {
  const { code, status, message, link } = describe(failure);
  const runtime = failure.detail?.['runtime'];
  const error = {
    code,
    message,
    ...(link && typeof runtime === 'string'
      ? { link: `${about.publicUrl}/settings?q=${encodeURIComponent(runtime)}` }
      : {}),
    requestId: about.requestId,
  };
  return {
    status,
    contentType: contentTypes[form],
    body: form === 'json' ? JSON.stringify({ error }) : lines({ ...error }),
    headers: { ...retry(status), ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}), ...about.headers },
  };
}

function retry(status: number): Readonly<Record<string, string>> {
  return status === 503 ? { 'retry-after': String(askAgainSeconds) } : {};
}

function describe(failure: Failure<Refused | Malformed>) {
  if (failure.code === 'invalid_input') {
    return { status: 422, code: 'invalid_input', message: failureMessage(failure), link: false };
  }
  const { status, code, message, link = false } = words[failure.code];
  return { status, code, message: message(String(failure.detail?.['runtime'] ?? 'this runtime')), link };
}
