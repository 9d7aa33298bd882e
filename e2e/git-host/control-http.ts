import type { Control, TokenRequest } from './control.ts';
import type { Host } from './host.ts';
import { type HostRequest, isRecord, jsonObject, type Reply } from './http.ts';

const PREFIX = '/_control/';

export type ControlHandler = (request: HostRequest) => Promise<Reply>;

export function isControlPath(path: string): boolean {
  return path.startsWith(PREFIX);
}

const json = (status: number, value: unknown): Reply => ({
  status,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  body: `${JSON.stringify(value, null, 2)}\n`,
});

/**
 * The control over HTTP, for a host that runs in another process:
 * `POST /_control/behaviour`, `/_control/token`, `/_control/revoke`, `/_control/expire`, `GET /_control/requests`.
 * Wants the header `X-Git-Host-Control: 1`, which no page of another origin can send.
 */
export function controlHandler(host: Host, control: Control): ControlHandler {
  return async (request) => {
    if (request.header('x-git-host-control') === null) return json(403, { error: 'X-Git-Host-Control is missing' });
    const action = `${request.method} ${request.url.pathname.slice(PREFIX.length)}`;
    if (action === 'GET requests') return json(200, control.requests());
    if (action === 'DELETE requests') {
      control.clearRequests();
      return json(200, {});
    }
    const body = request.method === 'POST' ? jsonObject(await request.body()) : null;
    if (!body) return json(422, { error: 'a JSON object is needed' });
    const token = String(body['token']);
    switch (action) {
      case 'POST behaviour':
        control.setBehaviour(body);
        return json(200, host.faults.behaviour);
      case 'POST token':
        return isTokenRequest(body)
          ? json(201, { token: control.createToken({ ...body, expiresAt: dateOf(body.expiresAt) }) })
          : json(422, { error: 'login and kind' });
      case 'POST revoke':
        return json(200, { known: control.revokeToken(token) });
      case 'POST expire':
        return json(200, { known: control.expireToken(token) });
      default:
        return json(404, { error: 'no such control' });
    }
  };
}

/** JSON has no dates: an instant comes as text. */
function dateOf(value: unknown): Date | null {
  if (typeof value !== 'string') return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

function isTokenRequest(body: unknown): body is TokenRequest {
  return (
    isRecord(body) &&
    typeof body['login'] === 'string' &&
    (body['kind'] === 'classic' || body['kind'] === 'fine-grained')
  );
}
