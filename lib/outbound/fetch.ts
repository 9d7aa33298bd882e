import { OutboundError } from './failure.ts';
import { send, type OutboundRequest } from './send.ts';

/** What libraries that bring their own HTTP habits may ask of `fetch` here. */
export interface FetchInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const methods: Readonly<Record<string, OutboundRequest['method']>> = {
  GET: 'GET',
  POST: 'POST',
  PUT: 'PUT',
  PATCH: 'PATCH',
  DELETE: 'DELETE',
};
const bodyless: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * `send` in the shape of `fetch`, for octokit and oauth4webapi. Everything `send` holds to holds here; of `init` only
 * method, headers and a text body count. The function it gives throws OutboundError where `send` fails.
 */
export function guardedFetch(options: Pick<OutboundRequest, 'caBundle' | 'fresh' | 'timeout'>) {
  return async (url: string, init: FetchInit = {}): Promise<Response> => {
    const method = methods[(init.method ?? 'GET').toUpperCase()];
    if (method === undefined) throw new TypeError(`guardedFetch knows no method ${String(init.method)}`);
    const answer = await send({
      ...options,
      method,
      url: new URL(url),
      headers: init.headers ?? {},
      body: text(init.body),
    });
    if (answer.outcome === 'failed') throw new OutboundError(answer.reason, answer.fate);
    try {
      const body = bodyless.has(answer.status) ? null : answer.body;
      return new Response(body, { status: answer.status, headers: answer.headers });
    } catch {
      // Headers that HTTP's grammar forbids.
      throw new OutboundError('invalid_response', 'unusable');
    }
  };
}

function text(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('guardedFetch sends text only');
}
