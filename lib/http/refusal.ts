import type { IncomingMessage, ServerResponse } from 'node:http';

/** Why a request goes no further, in words for whoever sent it. Never repeats what was sent. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with a refusal: one line for a person's browser, JSON for everything else. */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal, requestId: string): void {
  const { status, code, message } = refusal;
  const forPerson = request.headers.accept?.includes('text/html') === true;
  const body = forPerson ? `${message}\n` : JSON.stringify({ error: { code, message, requestId } });
  response.writeHead(status, {
    'content-type': forPerson ? 'text/plain; charset=utf-8' : 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    // What is left of the body will not be read.
    ...(request.complete ? {} : { connection: 'close' }),
    ...refusal.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
