import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import { leavesMuch } from './read-body.ts';
import type { Form } from './request.ts';

/** One request on its way. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly form: Form;
}

/** What stands in a header that came once; null where it is missing, or came twice and could be read either way. */
export function onlyHeader({ rawHeaders }: IncomingMessage, name: string): string | null {
  let value: string | null = null;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== name) continue;
    if (value !== null) return null;
    value = rawHeaders[at + 1] ?? null;
  }
  return value;
}

/** Text of a header that may go beyond ASCII: Node gives one character for each byte. */
export function headerText(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : value;
}

/** Head and body in one write. */
export function send({ request, response, requestId }: Exchange, { status, contentType, body, headers }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const none = status === 204;
  response.writeHead(status, {
    ...(none ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    ...(leavesMuch(request) ? { connection: 'close' } : {}),
    ...headers,
  });
  response.end(none || request.method === 'HEAD' ? undefined : body);
}
