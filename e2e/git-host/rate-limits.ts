import type { Principal } from './access.ts';
import type { Reply } from './http.ts';
import { problem, type RestCall } from './rest-call.ts';

const PER_HOUR = 5000;
const PER_HOUR_ANONYMOUS = 60;
const HOUR_S = 3600;

interface Window {
  used: number;
  resetAt: number;
}

/**
 * GitHub counts by user over all tokens. Enterprise Server has limits off by default, and then no headers either.
 * Calls are counted, never refused by count: a load test would run dry. `rateLimited` of the behaviour refuses.
 */
export class RateLimits {
  readonly #windows = new Map<number, Window>();

  #window(principal: Principal | null): Window {
    const now = Math.floor(Date.now() / 1000);
    const key = principal?.user.id ?? 0;
    const open = this.#windows.get(key);
    if (open && open.resetAt > now) return open;
    const fresh = { used: 0, resetAt: now + HOUR_S };
    this.#windows.set(key, fresh);
    return fresh;
  }

  /** Counts a call and gives the headers of its answer. */
  count(call: RestCall, calls: number): Record<string, string> {
    if (call.shape === 'enterprise') return {};
    const window = this.#window(call.principal);
    window.used += calls;
    return limitHeaders(window.used, window.resetAt, limitOf(call.principal));
  }

  /** The answer of a host told to be out of calls. */
  fault(kind: true | 'primary' | 'secondary', principal: Principal | null): Reply {
    const resetAt = Math.floor(Date.now() / 1000) + 600;
    const secondary = kind === 'secondary';
    const { status, json } = secondary
      ? problem(429, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.')
      : problem(403, `API rate limit exceeded for user ID ${principal?.user.id ?? 0}.`);
    const limit = limitOf(principal);
    return {
      status,
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        ...(secondary
          ? { 'Retry-After': '60', ...limitHeaders(1, resetAt, limit) }
          : limitHeaders(limit, resetAt, limit)),
      },
      body: JSON.stringify(json),
    };
  }
}

const limitOf = (principal: Principal | null): number => (principal ? PER_HOUR : PER_HOUR_ANONYMOUS);

function limitHeaders(used: number, resetAt: number, limit: number): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': String(Math.max(0, limit - used)),
    'X-RateLimit-Used': String(used),
    'X-RateLimit-Reset': String(resetAt),
    'X-RateLimit-Resource': 'core',
  };
}
