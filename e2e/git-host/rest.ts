import { createHash, randomBytes } from 'node:crypto';
import type { Principal } from './access.ts';
import type { LoggedRequest } from './faults.ts';
import type { Host } from './host.ts';
import { basicCredentials, type HostRequest, type Reply } from './http.ts';
import { RateLimits } from './rate-limits.ts';
import { applicationRoutes } from './rest-applications.ts';
import {
  BAD_CREDENTIALS,
  NOT_FOUND,
  problem,
  type RestAnswer,
  type RestCall,
  type Route,
  type Shape,
} from './rest-call.ts';
import { hookRoutes } from './rest-hooks.ts';
import { repositoryRoutes } from './rest-repositories.ts';
import { userRoutes } from './rest-user.ts';
import { tokenState } from './tokens.ts';

const ROUTES: readonly Route[] = [...userRoutes, ...repositoryRoutes, ...hookRoutes, ...applicationRoutes];
const BASES: readonly { prefix: string; shape: Shape }[] = [
  { prefix: '/rest', shape: 'github' },
  { prefix: '/api/v3', shape: 'enterprise' },
];

/** The API base a path is under; null when it is none of the API's. */
export function apiBase(path: string): { prefix: string; shape: Shape } | null {
  return BASES.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`)) ?? null;
}

/** The text of the token a request carries: `Bearer`, `token`, or the password of Basic. Null when it carries none. */
export function tokenText(authorization: string | null): string | null {
  return (
    /^(?:bearer|token) +(\S+)$/i.exec(authorization ?? '')?.[1] ?? basicCredentials(authorization)?.password ?? null
  );
}

/** Who a token speaks for; null for unknown, expired and revoked alike. */
export function principalOf(host: Host, text: string | null): Principal | null {
  const token = text === null ? null : host.tokens.find(text);
  if (!token || tokenState(token, new Date()) !== 'live') return null;
  const user = host.state.users.find(({ id }) => id === token.userId);
  return user ? { user, token } : null;
}

/** The REST API: who asks, what they get, and the headers GitHub puts on everything. */
export class RestApi {
  readonly #host: Host;
  readonly #limits = new RateLimits();

  constructor(host: Host) {
    this.#host = host;
  }

  /** `entry` learns which token was used. */
  async answer(request: HostRequest, entry: LoggedRequest): Promise<Reply> {
    const base = apiBase(request.url.pathname);
    if (!base) throw new Error(`${request.url.pathname} is not of the API`);
    const authorization = request.header('authorization');
    const principal = principalOf(this.#host, tokenText(authorization));
    entry.tokenId = principal?.token.id ?? null;
    const fault = this.#fault(principal);
    if (fault) return fault;
    const path = request.url.pathname.slice(base.prefix.length) || '/';
    const matching = ROUTES.filter((one) => one.pattern.test(path) && (one.shape ?? base.shape) === base.shape);
    const found = matching.find((one) => one.method === request.method);
    const params = { ...found?.pattern.exec(path)?.groups };
    const api = this.#host.origin + base.prefix;
    const call = { host: this.#host, shape: base.shape, api, request, principal, params };
    const answer = await this.#decide(call, found, authorization !== null);
    if (principal) this.#host.tokens.used(principal.token);
    return this.#reply(call, answer);
  }

  async #decide(call: RestCall, found: Route | undefined, authenticated: boolean): Promise<RestAnswer> {
    if (call.request.header('user-agent') === null) {
      return problem(
        403,
        'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
      );
    }
    const { faults } = this.#host;
    if (faults.on('api').all401) return BAD_CREDENTIALS;
    if (found?.anonymous) return found.answer(call);
    if (faults.lockedOut()) return problem(403, 'Maximum number of login attempts exceeded. Please try again later.');
    if (authenticated) faults.credentials(call.principal !== null);
    if (authenticated && !call.principal) return BAD_CREDENTIALS;
    return found ? found.answer(call) : NOT_FOUND;
  }

  #fault(principal: Principal | null): Reply | null {
    const fault = this.#host.faults.on('api');
    if (fault.redirectTo !== undefined) return { status: 302, headers: { Location: fault.redirectTo } };
    if (fault.html) {
      const body = '<!doctype html><title>Welcome</title><p>Please accept the terms of this network.';
      return { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body };
    }
    return fault.rateLimited ? this.#limits.fault(fault.rateLimited, principal) : null;
  }

  #reply(call: RestCall, answer: RestAnswer): Reply {
    const body = answer.json === undefined ? '' : JSON.stringify(answer.json);
    const token = call.principal?.token ?? null;
    const headers: Record<string, string> = {
      Server: 'local-git-host',
      'Cache-Control': token ? 'private, max-age=60, s-maxage=60' : 'public, max-age=60, s-maxage=60',
      Vary: 'Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, X-Requested-With',
      'X-GitHub-Media-Type': 'github.v3; format=json',
      'X-GitHub-Request-Id': randomBytes(16)
        .toString('hex')
        .toUpperCase()
        .replaceAll(/(.{8})(?=.)/g, '$1:'),
      ...(call.shape === 'enterprise'
        ? { 'X-GitHub-Enterprise-Version': '3.19.0' }
        : { 'X-GitHub-Api-Version-Selected': call.request.header('x-github-api-version') ?? '2022-11-28' }),
    };
    if (body) headers['Content-Type'] = 'application/json; charset=utf-8';
    if (token && answer.status !== 401) {
      if (token.kind === 'fine-grained') {
        if (answer.accepted) headers['X-Accepted-GitHub-Permissions'] = answer.accepted.permissions;
      } else {
        headers['X-OAuth-Scopes'] = token.scopes.join(', ');
        headers['X-Accepted-OAuth-Scopes'] = answer.accepted?.scopes ?? '';
        if (token.clientId !== null) headers['X-OAuth-Client-Id'] = token.clientId;
      }
      if (token.expiresAt !== null)
        headers['GitHub-Authentication-Token-Expiration'] = expirationHeader(token.expiresAt);
    }
    const etag = `W/"${createHash('sha256')
      .update(`${token?.id ?? ''} ${body}`)
      .digest('hex')}"`;
    const fresh = answer.status === 200 && call.request.method === 'GET';
    if (fresh) headers['ETag'] = etag;
    const unchanged = fresh && call.request.header('if-none-match') === etag;
    Object.assign(headers, this.#limits.count(call, unchanged ? 0 : 1), answer.headers);
    if (!unchanged) return { status: answer.status, headers, body };
    delete headers['Content-Type'];
    return { status: 304, headers };
  }
}

/** `2027-10-12 09:00:00 UTC`. */
export function expirationHeader(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
}
