import type { IncomingMessage, ServerResponse } from 'node:http';

const BODY_LIMIT = 1_048_576;

/** A request as the handlers see it. */
export interface HostRequest {
  readonly method: string;
  readonly url: URL;
  readonly raw: IncomingMessage;
  /** One value per header; repeated ones are joined by node. Null when absent. */
  header(name: string): string | null;
  cookie(name: string): string | null;
  /** The whole body, read once. Not for git, which streams. */
  body(): Promise<Buffer>;
  /** The body as form fields. */
  form(): Promise<URLSearchParams>;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

export class BodyTooLarge extends Error {}

export function hostRequest(raw: IncomingMessage, origin: string): HostRequest {
  let body: Promise<Buffer> | null = null;
  const request: HostRequest = {
    method: raw.method ?? 'GET',
    url: new URL(raw.url ?? '/', origin),
    raw,
    header(name) {
      const value = raw.headers[name.toLowerCase()];
      return value === undefined ? null : String(value);
    },
    cookie(name) {
      for (const part of (raw.headers.cookie ?? '').split(';')) {
        const [key, value] = part.trim().split('=');
        if (key === name && value !== undefined) return value;
      }
      return null;
    },
    body: () => (body ??= readBody(raw)),
    form: async () => new URLSearchParams((await request.body()).toString('utf8')),
  };
  return request;
}

async function readBody(raw: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  const stream: AsyncIterable<Buffer> = raw;
  for await (const bytes of stream) {
    length += bytes.length;
    if (length > BODY_LIMIT) throw new BodyTooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

export function send(response: ServerResponse, reply: Reply): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(
    reply.status,
    Object.fromEntries(
      Object.entries(reply.headers ?? {}).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : [...value],
      ]),
    ),
  );
  response.end(reply.body);
}

export function redirectTo(location: string, headers: Reply['headers'] = {}): Reply {
  return { status: 303, headers: { Location: location, 'Cache-Control': 'no-store', ...headers } };
}

/** User name and password of Basic authentication; null when there is none or it is malformed. */
export function basicCredentials(header: string | null): { username: string; password: string } | null {
  const encoded = /^basic +([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** A JSON object, or null for anything else. */
export function jsonObject(body: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
