import { createHash, randomBytes } from 'node:crypto';
import { isRecord } from './http.ts';
import type { GitHost } from './start.ts';

/** A browser of the poorest kind: keeps cookies, follows redirects within the host, sends forms. */
export class Visitor {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Goes to an address, and on until there is a page, or until the way leads elsewhere. */
  async open(address: string, form?: URLSearchParams): Promise<{ url: URL; html: string; status: number }> {
    let url = new URL(address, this.#origin);
    let body = form;
    for (let hop = 0; hop < 12; hop += 1) {
      if (url.origin !== this.#origin) return { url, html: '', status: 0 };
      const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
      const init = { redirect: 'manual', headers: { cookie } } satisfies RequestInit;
      const response = await fetch(url, body ? { ...init, method: 'POST', body } : init);
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        this.#cookies.set(name, value);
      }
      const location = response.headers.get('location');
      if (location === null) return { url, html: await response.text(), status: response.status };
      url = new URL(location, url);
      body = undefined;
    }
    throw new Error(`sent in circles to ${url.href}`);
  }

  signIn(login: string, password = login) {
    return this.open('/login', new URLSearchParams({ login, password }));
  }

  /** Sends the form of a page with these fields besides its key. */
  async send(page: { url: URL; html: string }, action: string, fields: readonly [string, string][]) {
    const key = /name="form_key" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
    return this.open(action, new URLSearchParams([['form_key', key], ...fields]));
  }
}

export interface Authorization {
  login: string;
  scope: string;
  clientId?: string;
  redirectUri?: string;
  /** Changes the query before it is sent. */
  query?: (query: URLSearchParams) => void;
  /** The scopes left ticked; all of them unless given. */
  tick?: readonly string[];
  cancel?: boolean;
}

export const REDIRECT_URI = 'http://localhost:3999/api/git-auth/one/callback';

/** Goes through sign-in and consent. @returns the address the host sends the person back to, or its error page's. */
export async function authorize(host: GitHost, input: Authorization) {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: input.clientId ?? 'git-tokens-demo',
    redirect_uri: input.redirectUri ?? REDIRECT_URI,
    scope: input.scope,
    state: 'as sent',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  input.query?.(query);
  const visitor = new Visitor(host.origin);
  await visitor.signIn(input.login);
  let page = await visitor.open(`/login/oauth/authorize?${query}`);
  const asked = page.html.includes('name="decision"');
  if (asked) {
    const boxes = [...page.html.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope = '']) => scope);
    const ticked = (input.tick ?? boxes).map((scope): [string, string] => ['scope', scope]);
    const decision: [string, string] = ['decision', input.cancel ? 'cancel' : 'authorize'];
    page = await visitor.send(page, page.url.href, [...ticked, decision]);
  }
  return { ...page, asked, verifier, visitor };
}

/** Asks the token endpoint. */
export async function askToken(
  host: GitHost,
  fields: Record<string, string>,
  clientId = 'git-tokens-demo',
): Promise<Record<string, unknown>> {
  const response = await fetch(`${host.origin}/login/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ client_id: clientId, client_secret: `${clientId}-secret`, ...fields }),
  });
  const json: unknown = await response.json();
  return isRecord(json) ? json : {};
}

/** The whole way to a token. */
export async function authorizeFor(host: GitHost, input: Authorization) {
  const { url, verifier } = await authorize(host, input);
  const code = url.searchParams.get('code') ?? '';
  const redirectUri = input.redirectUri ?? REDIRECT_URI;
  const answer = await askToken(host, { code, code_verifier: verifier, redirect_uri: redirectUri }, input.clientId);
  return { ...answer, access_token: String(answer['access_token']), refresh_token: String(answer['refresh_token']) };
}
