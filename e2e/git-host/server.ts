import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type ControlHandler, isControlPath } from './control-http.ts';
import type { LoggedRequest, Surface } from './faults.ts';
import { isGitPath, serveGit } from './git.ts';
import type { Host } from './host.ts';
import { BodyTooLarge, type HostRequest, hostRequest, send } from './http.ts';
import { OAuth } from './oauth.ts';
import { servePage } from './pages.ts';
import { apiBase, RestApi } from './rest.ts';

function surfaceOf(path: string): Surface {
  if (apiBase(path)) return 'api';
  if (isGitPath(path)) return 'git';
  return path.startsWith('/login/oauth/') ? 'oauth' : 'pages';
}

/** The host's one request handler: misbehaviour first, then whichever part the path belongs to. */
export function createHandler(host: Host, control: ControlHandler) {
  const api = new RestApi(host);
  const oauth = new OAuth(host);

  async function serve(request: HostRequest, response: ServerResponse, entry: LoggedRequest): Promise<void> {
    const { pathname } = request.url;
    const { surface } = entry;
    const fault = host.faults.on(surface);
    if (fault.slowMs !== undefined) await wait(fault.slowMs);
    if (fault.down) {
      request.raw.socket.destroy();
      return;
    }
    const override = host.faults.overrideFor(request.method, pathname);
    if (override ?? fault.unavailable) {
      const unicorn = '<!doctype html><title>Unavailable</title><h1>No server is currently available</h1>';
      send(response, override ?? { status: 503, headers: { 'Content-Type': 'text/html' }, body: unicorn });
    } else if (surface === 'git') {
      await serveGit(host, request, response, entry);
    } else if (surface === 'oauth') {
      if (fault.loseTokenAnswer && pathname.endsWith('/access_token')) loseAnswer(response);
      await oauth.serve(request, response);
    } else if (surface === 'api') {
      if (fault.loseHookAnswer && request.method === 'POST' && pathname.endsWith('/hooks')) loseAnswer(response);
      send(response, await api.answer(request, entry));
    } else {
      send(response, await servePage(host, request));
    }
  }

  return async function handle(raw: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!URL.canParse(raw.url ?? '', host.origin)) {
      send(response, { status: 400, body: 'Bad request\n' });
      return;
    }
    const request = hostRequest(raw, host.origin);
    const { pathname } = request.url;
    if (isControlPath(pathname)) {
      send(response, await control(request));
      return;
    }
    const entry = host.faults.record(surfaceOf(pathname), request.method, pathname);
    noteStatus(response, entry);
    try {
      await serve(request, response, entry);
    } catch (error) {
      if (!(error instanceof BodyTooLarge)) console.error('Local Git host:', error);
      send(response, { status: error instanceof BodyTooLarge ? 413 : 500, body: 'The local Git host failed.\n' });
    }
  };
}

/** Before the first byte leaves, so that whoever has the answer finds it in the log. */
function noteStatus(response: ServerResponse, entry: LoggedRequest): void {
  const writeHead = response.writeHead.bind(response);
  response.writeHead = (status: number, ...rest: unknown[]) => {
    entry.status = status;
    Reflect.apply(writeHead, response, [status, ...rest]);
    return response;
  };
}

/** Lets the work be done and cuts the connection where the answer would begin. */
function loseAnswer(response: ServerResponse): void {
  response.writeHead = () => {
    response.destroy();
    return response;
  };
  response.end = () => {
    response.destroy();
    return response;
  };
}
