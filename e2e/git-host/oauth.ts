import { IncomingMessage, type ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Host } from './host.ts';
import { type HostRequest, jsonObject, redirectTo, type Reply, send } from './http.ts';
import { IDENTITY_SCOPE, OFFLINE_SCOPE } from './oauth-adapter.ts';
import { consented, CONSENT_PATH, createProvider } from './oauth-provider.ts';
import { githubAnswer } from './oauth-token-answer.ts';
import { answerConsent, chooseAccountPage, consentPage } from './pages-consent.ts';
import { notFoundPage } from './pages-layout.ts';
import { normaliseScopes } from './scopes.ts';
import { hashToken } from './token-format.ts';

const MOUNT = '/login/oauth';

/** OAuth on GitHub's own paths: oidc-provider within, GitHub's manners without. */
export class OAuth {
  readonly #host: Host;
  readonly #provider: Provider;
  readonly #handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** The redirect URI of each open code, by its hash: GitHub does not ask for it again. */
  readonly #redirects = new Map<string, string>();

  constructor(host: Host) {
    this.#host = host;
    this.#provider = createProvider(host);
    githubAnswer(this.#provider);
    this.#handle = this.#provider.callback();
  }

  /** Whether the path is OAuth's. */
  static serves(path: string): boolean {
    return path.startsWith(`${MOUNT}/`);
  }

  async serve(request: HostRequest, response: ServerResponse): Promise<void> {
    const { pathname } = request.url;
    if (pathname === `${MOUNT}/access_token` && request.method === 'POST') await this.#token(request, response);
    else if (pathname.startsWith(`${CONSENT_PATH}/`)) await this.#consent(request, response);
    else if (pathname === `${MOUNT}/authorize` && request.method === 'GET') await this.#authorize(request, response);
    else if (pathname.startsWith(`${MOUNT}/authorize/`)) await this.#pass(request.raw, response);
    else send(response, notFoundPage(this.#host, request));
  }

  async #authorize(request: HostRequest, response: ServerResponse): Promise<void> {
    const query = request.url.searchParams;
    const application = this.#host.state.applications.find(({ clientId }) => clientId === query.get('client_id'));
    const user = this.#host.sessions.userOf(request);
    const early = ((): Reply | null => {
      if (!application) return notFoundPage(this.#host, request);
      if (!user) {
        const login = new URLSearchParams({ return_to: request.url.pathname + request.url.search });
        const hint = query.get('login');
        if (hint !== null) login.set('login', hint);
        return redirectTo(`/login?${login}`);
      }
      return query.get('prompt') === 'select_account'
        ? chooseAccountPage(this.#host, request, user, application)
        : null;
    })();
    if (early || !application || !user) {
      send(response, early ?? notFoundPage(this.#host, request));
      return;
    }
    query.delete('prompt');
    if (!query.has('response_type')) query.set('response_type', 'code');
    const [firstUri] = application.redirectUris;
    if (!query.has('redirect_uri') && firstUri !== undefined) query.set('redirect_uri', firstUri);
    const asked = (query.get('scope') ?? '').split(/[\s,]+/).filter(Boolean);
    const offline = asked.includes('offline_access') ? [OFFLINE_SCOPE] : [];
    const scopes = normaliseScopes(asked);
    // Asking for nothing means: what was granted before.
    const wanted = scopes.length > 0 ? scopes : (consented(this.#host, String(user.id), application.clientId) ?? []);
    query.set('scope', [...wanted, ...offline, IDENTITY_SCOPE].join(' '));
    const { raw } = request;
    raw.url = `${request.url.pathname}?${query}`;
    await this.#pass(raw, response);
  }

  async #consent(request: HostRequest, response: ServerResponse): Promise<void> {
    const { raw } = request;
    const user = this.#host.sessions.userOf(request);
    const step = await this.#provider.interactionDetails(raw, response).catch(() => null);
    if (!step) {
      send(
        response,
        notFoundPage(
          this.#host,
          request,
          'This authorization request is no longer open. Start again from the application.',
        ),
      );
    } else if (!user) {
      send(response, redirectTo(`/login?return_to=${encodeURIComponent(request.url.pathname)}`));
    } else if (step.prompt.name === 'login') {
      await this.#provider.interactionFinished(raw, response, { login: { accountId: String(user.id) } });
    } else if (request.method === 'POST') {
      const result = await answerConsent(this.#host, this.#provider, request, step, user);
      if (result) await this.#provider.interactionFinished(raw, response, result);
      else send(response, redirectTo(request.url.pathname));
    } else {
      send(response, consentPage(this.#host, request, step, user));
    }
  }

  /** GitHub takes the parameters as form, as JSON or in the query, and needs neither grant_type nor redirect_uri. */
  async #token(request: HostRequest, response: ServerResponse): Promise<void> {
    const body = await request.body();
    const json = request.header('content-type')?.includes('json') ? (jsonObject(body) ?? {}) : null;
    const form = json
      ? new URLSearchParams(Object.entries(json).map(([name, value]): [string, string] => [name, String(value)]))
      : new URLSearchParams(body.toString('utf8'));
    for (const [name, value] of request.url.searchParams) if (!form.has(name)) form.set(name, value);
    if (!form.has('grant_type'))
      form.set('grant_type', form.has('refresh_token') ? 'refresh_token' : 'authorization_code');
    form.delete('scope'); // a refresh cannot change the scopes
    const redirectUri = this.#redirects.get(hashToken(form.get('code') ?? ''));
    if (!form.has('redirect_uri') && redirectUri !== undefined) form.set('redirect_uri', redirectUri);
    const bytes = Buffer.from(form.toString());
    const inner = new IncomingMessage(request.raw.socket);
    inner.method = 'POST';
    inner.url = `${MOUNT}/access_token`;
    inner.headers = {
      host: request.raw.headers.host,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(bytes.length),
      // What the caller accepts, for oauth-token-answer.ts.
      'x-wanted-type': request.header('accept') ?? '',
      ...(request.raw.headers.authorization && { authorization: request.raw.headers.authorization }),
    };
    inner.push(bytes);
    inner.push(null);
    inner.complete = true; // or its end would cut the connection it borrows
    await this.#pass(inner, response);
  }

  /** To oidc-provider, which sees the paths below its mount point. */
  async #pass(raw: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = raw.url ?? '';
    response.on('finish', () => this.#remember(response));
    await this.#handle(Object.assign(raw, { originalUrl: url, url: url.slice(MOUNT.length) }), response);
  }

  #remember(response: ServerResponse): void {
    const location = String(response.getHeader('location') ?? '');
    const code = URL.canParse(location) ? new URL(location).searchParams.get('code') : null;
    if (code === null) return;
    const uri = new URL(location);
    for (const name of ['code', 'state', 'iss']) uri.searchParams.delete(name);
    this.#redirects.set(hashToken(code), uri.href);
  }
}
