import type { Reply } from './http.ts';

/** Which part of the host a request reaches. */
export type Surface = 'api' | 'git' | 'oauth' | 'pages';

/** How the host misbehaves. Everything is off unless set. */
export interface Behaviour {
  /** Milliseconds every answer waits. */
  slowMs?: number;
  /** Connections are cut without an answer. */
  down?: boolean;
  /** Every answer is 503 with GitHub's "unicorn" page. */
  unavailable?: boolean;
  /** API: `primary` is 403 with no calls remaining, `secondary` 429 with Retry-After. True means `primary`. */
  rateLimited?: boolean | 'primary' | 'secondary';
  /** API and git: 401 to everything, good tokens too. */
  all401?: boolean;
  /** API: 200 with an HTML page, as a captive portal or a wrong address answers. */
  html?: boolean;
  /** API and git: 302 to this address. */
  redirectTo?: string;
  /** API: after this many bad credentials in a row, 403 to everybody until the behaviour is set again. */
  lockoutAfter?: number;
  /** OAuth: the token endpoint does its work and then cuts the connection, so that a one-time token is spent unseen. */
  loseTokenAnswer?: boolean;
  /** API: webhooks are not made, as GitHub does where it takes an address for one of a private network. */
  hooksUnreachable?: boolean;
  /** API: a webhook is made, and then the connection is cut. */
  loseHookAnswer?: boolean;
  /** Only these parts misbehave; all of them when absent. */
  only?: readonly Surface[];
}

/** An answer to give instead of the real one, for requests that match. */
export interface Override {
  method?: string;
  /** A regular expression on the path. */
  path: string;
  /** How often; for ever when absent. */
  times?: number;
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export interface LoggedRequest {
  readonly at: string;
  readonly surface: Surface;
  readonly method: string;
  /** Without the query, which may carry secrets. */
  readonly path: string;
  /** 0 until there is an answer, and for ever when the connection was cut. */
  status: number;
  /** The token that was used, by its id in this host; null for none or an unknown one. */
  tokenId: number | null;
}

export class Faults {
  behaviour: Behaviour = {};
  overrides: Override[] = [];
  log: LoggedRequest[] = [];
  #badCredentials = 0;

  set(behaviour: Behaviour): void {
    this.behaviour = behaviour;
    this.#badCredentials = 0;
  }

  /** The behaviour as far as it concerns one part of the host. */
  on(surface: Surface): Behaviour {
    return this.behaviour.only && !this.behaviour.only.includes(surface) ? {} : this.behaviour;
  }

  /** The override for a request, counted as used; null for none. */
  overrideFor(method: string, path: string): Reply | null {
    const found = this.overrides.find(
      (rule) => (rule.method ?? method) === method && (rule.times ?? 1) > 0 && new RegExp(rule.path).test(path),
    );
    if (!found) return null;
    if (found.times !== undefined) found.times -= 1;
    return { status: found.status, headers: found.headers ?? {}, body: found.body ?? '' };
  }

  /** Counts an attempt with bad credentials, or forgets them after a good one. */
  credentials(good: boolean): void {
    this.#badCredentials = good ? 0 : this.#badCredentials + 1;
  }

  lockedOut(): boolean {
    const { lockoutAfter } = this.on('api');
    return lockoutAfter !== undefined && this.#badCredentials >= lockoutAfter;
  }

  /** Notes a request as it arrives; the entry is filled in before the answer goes out. */
  record(surface: Surface, method: string, path: string): LoggedRequest {
    const entry = { at: new Date().toISOString(), surface, method, path, status: 0, tokenId: null };
    this.log.push(entry);
    if (this.log.length > 20_000) this.log.splice(0, 10_000);
    return entry;
  }
}
