import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { clearedSessionCookie } from '#lib/auth/session-cookie.ts';
import { judgeActionBody, malformed } from './action-payload.ts';
import { longestBody, readWhole } from './body.ts';
import { judgeHost } from './host.ts';
import { machinePath } from './machine-paths.ts';
import { type Refusal, refuse } from './refusal.ts';
import { clientAddress, isInner, replaceInternalHeaders } from './request-headers.ts';
import { contentSecurityPolicy, forbidStoring, type PageSettings, setSecurityHeaders } from './response-headers.ts';
import { judgeOrigin } from './same-origin.ts';
import { judgeCookies } from './session-cookies.ts';
import { judgeMethod, judgeTarget } from './target.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface FrontSettings extends PageSettings {
  readonly port: number;
  readonly trustProxy: boolean;
}

function judge(request: IncomingMessage, target: string, settings: FrontSettings): Refusal | null {
  const { method, headers } = request;
  const refusal = judgeMethod(method) ?? judgeTarget(target);
  if (refusal !== null) return refusal;
  const machine = machinePath(target);
  if (machine?.anyHost !== true && !isInner(headers)) {
    const other = judgeHost(headers.host, { method, target, port: settings.port }, settings.publicOrigin);
    if (other !== null) return other;
  }
  if (headers.upgrade !== undefined) {
    return { status: 400, code: 'no_upgrade', message: 'This server speaks plain HTTP only.' };
  }
  return method === 'POST' && machine === null ? judgeOrigin(headers, settings.publicOrigin) : null;
}

/**
 * What every request passes before the app sees it: only requests that one of our own pages, or a browser's address
 * bar, could have sent go on, and the app can believe every header it is given. No authorization is decided here.
 */
export function inFrontOf(next: Handler, settings: FrontSettings, log: Logger): Handler {
  return async (request, response) => {
    const requestId = randomUUID();
    const nonce = randomBytes(16).toString('base64');
    const policy = contentSecurityPolicy(nonce, settings);
    const target = request.url ?? '';
    const path = target.split('?', 1)[0] ?? '';
    response.setHeader('x-request-id', requestId);
    setSecurityHeaders(response, policy, settings);
    forbidStoring(response, path);
    try {
      const refusal = judge(request, target, settings);
      if (refusal !== null) return refuse(request, response, refusal, requestId);
      const cookies = judgeCookies(request.headers.cookie, new Date());
      if (cookies.header === null) delete request.headers.cookie;
      else request.headers.cookie = cookies.header;
      if (cookies.forget) response.setHeader('set-cookie', clearedSessionCookie());
      const believed = settings.trustProxy || isInner(request.headers);
      const address = clientAddress(request.headers, request.socket.remoteAddress, believed);
      replaceInternalHeaders(
        request.headers,
        {
          requestId,
          nonce,
          contentSecurityPolicy: policy,
          clientAddress: address,
          publicOrigin: settings.publicOrigin,
        },
        settings.mode,
      );
      const whole = await wholeRequest(request, path);
      if ('status' in whole) return refuse(request, response, whole, requestId);
      await next(whole, response);
      log.debug({ requestId, method: request.method, path, status: response.statusCode }, 'answered');
    } catch (error) {
      log.error({ err: error, requestId, path }, 'request failed');
      if (response.headersSent) response.destroy();
      else refuse(request, response, { status: 500, code: 'unexpected', message: 'Something went wrong.' }, requestId);
    }
  };
}

async function wholeRequest(request: IncomingMessage, path: string): Promise<IncomingMessage | Refusal> {
  const { 'content-length': length = '0', 'transfer-encoding': chunked, 'next-action': action } = request.headers;
  if (length === '0' && chunked === undefined) return action === undefined ? request : malformed;
  if (request.method !== 'POST') return { status: 413, code: 'too_large', message: 'This method carries no body.' };
  if (machinePath(path) !== null) return { status: 413, code: 'too_large', message: 'This address takes no body.' };
  const type = request.headers['content-type'] ?? '';
  return readWhole(request, longestBody(action !== undefined), (body) =>
    judgeActionBody(type, action !== undefined, body),
  );
}
