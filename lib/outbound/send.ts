import type { Agent, Dispatcher } from 'undici';
import { agentFor } from './agents.ts';
import { reasonOf, type Fate, type OutboundReason } from './failure.ts';
import { currentGuard, targetAllowed } from './policy.ts';

/** The longest an exchange may take from call to last byte, in milliseconds. */
export const longestExchange = 10_000;
/** The largest body that is read, in bytes. */
export const largestBody = 1_048_576;

export interface OutboundRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** PEM certificates to trust for this host besides the system's. */
  readonly caBundle: string | null;
  /** A connection of its own, so that none gone stale can lose the request. Requests that must not be lost want it. */
  readonly fresh?: boolean;
  /** `ignore`: the answer is over after its headers. */
  readonly answerBody?: 'read' | 'ignore';
  /** Milliseconds; at most, and unless told, `longestExchange`. */
  readonly timeout?: number;
}

export interface Answered {
  readonly outcome: 'answered';
  readonly status: number;
  /** Names in lower case; several values joined by a comma. No cookies. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface Failed {
  readonly outcome: 'failed';
  readonly reason: OutboundReason;
  readonly fate: Fate;
}

/**
 * The one way out of this process to a Git host: https (loopback apart), allowed addresses only, no redirects, no
 * cookies, no proxies from the environment, no compression, bounded in time and size. Never throws for what a network
 * or a server may do.
 */
export async function send(request: OutboundRequest): Promise<Answered | Failed> {
  if (!targetAllowed(request.url, currentGuard())) return failed('blocked_address', 'unsent');
  const until = performance.now() + Math.min(request.timeout ?? longestExchange, longestExchange);
  const fresh = request.fresh ?? false;
  const first = await attempt(request, fresh, until);
  // An idle connection may be closed by the other side just as it is taken up again. A reading request is asked anew.
  const stale = !fresh && request.method === 'GET' && first.outcome === 'failed' && first.reason === 'refused';
  return stale && first.fate === 'lost' ? attempt(request, true, until) : first;
}

function failed(reason: OutboundReason, fate: Fate): Failed {
  return { outcome: 'failed', reason, fate };
}

async function attempt(request: OutboundRequest, fresh: boolean, until: number): Promise<Answered | Failed> {
  let agent: Agent;
  try {
    agent = agentFor({ caBundle: request.caBundle, fresh });
  } catch {
    return failed('tls', 'unsent');
  }
  return exchange(agent, request, until);
}

/** One exchange through a given agent. For `send`, and for tests that bring their own DNS. */
export function exchange(agent: Agent, request: OutboundRequest, until: number): Promise<Answered | Failed> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | null = null;
    let over = false;
    let status = 0;
    let headers: Record<string, string> = {};
    const chunks: Uint8Array[] = [];
    let size = 0;

    const finish = (answer: Answered | Failed) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      resolve(answer);
    };
    /** Ends the exchange early; the connection goes with it. */
    const stop = (answer: Answered | Failed) => {
      finish(answer);
      controller?.abort(new Error('the exchange is over'));
    };
    const lost = (reason: OutboundReason) => stop(failed(reason, controller === null ? 'unsent' : 'lost'));
    const unusable = (reason: OutboundReason) => stop(failed(reason, 'unusable'));
    const timer = setTimeout(() => lost('timeout'), Math.max(0, until - performance.now()));

    const handler: Dispatcher.DispatchHandler = {
      // Called just before the first byte is written: what was given up while connecting is never sent.
      onRequestStart(given) {
        if (over) given.abort(new Error('the exchange is over'));
        else controller = given;
      },
      onResponseStart(_controller, code, raw) {
        if (code < 200) return;
        status = code;
        headers = plainHeaders(raw);
        const encoding = headers['content-encoding'];
        if (code > 599) unusable('invalid_response');
        else if (code >= 300 && code < 400 && code !== 304) unusable('redirect');
        else if (request.answerBody === 'ignore') stop(answered());
        else if (encoding !== undefined && encoding !== 'identity') unusable('invalid_response');
        else if (Number(headers['content-length'] ?? 0) > largestBody) unusable('too_large');
      },
      onResponseData(_controller, chunk) {
        size += chunk.length;
        if (size > largestBody) unusable('too_large');
        else chunks.push(chunk);
      },
      // undici frees the connection in an immediate it queues after this call. Finishing behind it, the next request
      // need not open another connection.
      onResponseEnd: () => queueMicrotask(() => void setImmediate(() => finish(answered()))),
      onResponseError: (_controller, error) => lost(reasonOf(error)),
    };
    const answered = (): Answered => ({ outcome: 'answered', status, headers, body: joined(chunks, size) });

    try {
      agent.dispatch(
        {
          origin: request.url.origin,
          path: `${request.url.pathname}${request.url.search}`,
          method: request.method,
          headers: { 'user-agent': 'git-tokens', ...request.headers, 'accept-encoding': 'identity' },
          body: request.body,
        },
        handler,
      );
    } catch {
      // A header that HTTP cannot carry, or an agent closed meanwhile.
      lost('invalid_response');
    }
  });
}

function plainHeaders(raw: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const plain: [string, string][] = [];
  for (const [name, value] of Object.entries(raw)) {
    if (value === undefined || name === 'set-cookie') continue;
    plain.push([name, typeof value === 'string' ? value : value.join(', ')]);
  }
  return Object.fromEntries(plain);
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
