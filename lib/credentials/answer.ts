import { askAgainSeconds } from '#lib/git-tokens/make-ready.ts';
import { failureMessage } from '#lib/failures.ts';
import type { Failure } from '#lib/result.ts';
import { reveal } from '#lib/secret.ts';
import { type Malformed, words } from './answer-words.ts';
import type { Credential, Refused } from './issue.ts';
import type { Form } from './request.ts';

/** An answer before it is sent. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

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
