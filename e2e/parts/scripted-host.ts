import type { ServerResponse } from 'node:http';
import type { Certificate } from './certificate.ts';
import { bodyOf, startServer, type FaultServer } from './fault-server.ts';

/** What a scripted host answers: an object is sent as JSON, a text as it is. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export type Answering = Reply | ((response: ServerResponse) => void);

export interface Seen {
  /** `GET /user`. */
  readonly call: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface ScriptedHost extends FaultServer {
  /** Answers by `METHOD /path`, without the query; what has none gets 500. Change it at will. */
  readonly answers: Record<string, Answering>;
  readonly seen: Seen[];
}

/** A host that answers exactly what a test tells it to, right or wrong. */
export async function startScriptedHost(
  answers: Record<string, Answering> = {},
  certificate?: Certificate,
): Promise<ScriptedHost> {
  const seen: Seen[] = [];
  const server = await startServer((request, response) => {
    const call = `${request.method} ${(request.url ?? '').split('?')[0]}`;
    void bodyOf(request).then((body) => {
      seen.push({ call, headers: request.headers, body });
      const answer = answers[call] ?? { status: 500, body: { message: `nothing scripted for ${call}` } };
      if (typeof answer === 'function') answer(response);
      else reply(response, answer);
    });
  }, certificate);
  return { ...server, answers, seen };
}

function reply(response: ServerResponse, { status = 200, headers = {}, body = '' }: Reply): void {
  const isText = typeof body === 'string';
  const type = isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(status === 204 || status === 304 ? undefined : isText ? body : JSON.stringify(body));
}
