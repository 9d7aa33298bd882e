import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Headers by which proxies, Next's own parts or a hosting platform tell the app things. From outside they are nobody's
 * word: CVE-2025-29927 was one of them believed.
 */
const internal =
  /^(?:x-middleware-|x-nextjs-|x-next-|x-invoke-|x-vercel-|x-now-|x-matched-path$|x-prerender-|x-nonce$|x-request-id$|x-forwarded-|forwarded$|x-real-ip$|x-original-|x-rewrite-|x-http-method|x-method-override$|x-auth-return-redirect$|next-resume|next-test-|x-git-tokens-|content-security-policy)/;
/** In development the browser names its debug channel by these. */
const development = /^x-nextjs-(?:html-)?request-id$/;

/**
 * After a server action redirects, Next fetches the next page from this very server, with the headers it was given. This
 * one, unknown outside the process, tells such a request from a stranger's.
 */
const innerHeader = 'x-git-tokens-inner';
const innerProof = randomBytes(16).toString('hex');

/** Whether Next itself asks: by the listening address, on behalf of a request that passed here before. */
export function isInner(headers: IncomingHttpHeaders): boolean {
  return headers[innerHeader] === innerProof;
}

/** What the app is told of a request, by nobody but the server in front of it. */
export interface Told {
  readonly requestId: string;
  readonly nonce: string;
  readonly contentSecurityPolicy: string;
  readonly clientAddress: string;
  readonly publicOrigin: string;
}

/** The address a request came from: the connection's, or what the nearest proxy says when it is trusted. */
export function clientAddress(headers: IncomingHttpHeaders, remote: string | undefined, trustProxy: boolean): string {
  const forwarded = headers['x-forwarded-for'];
  const list = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',');
  // Each proxy adds at the end; all before the last is the client's own claim.
  const last = list.at(-1)?.trim() ?? '';
  return (trustProxy && last !== '' ? last : remote) ?? '';
}

/** Takes away every header that only our side may set, and sets ours. Changes `headers` in place. */
export function replaceInternalHeaders(
  headers: IncomingHttpHeaders,
  told: Told,
  mode: 'development' | 'production',
): void {
  for (const name of Object.keys(headers)) {
    if (internal.test(name) && !(mode === 'development' && development.test(name))) delete headers[name];
  }
  const { host, protocol } = new URL(told.publicOrigin);
  headers['host'] = host;
  headers['x-forwarded-host'] = host;
  headers['x-forwarded-proto'] = protocol.slice(0, -1);
  headers['x-forwarded-for'] = told.clientAddress;
  headers['x-request-id'] = told.requestId;
  headers[innerHeader] = innerProof;
  headers['x-nonce'] = told.nonce;
  // Next takes the nonce for its own scripts from here.
  headers['content-security-policy'] = told.contentSecurityPolicy;
}
