import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal } from './refusal.ts';

const foreign: Refusal = {
  status: 403,
  code: 'cross_origin',
  message: 'This request did not come from a page of this app, so nothing was done.',
};

/**
 * Only the app's own pages may change anything. Origin decides where it is sent; Sec-Fetch-Site (Fetch Metadata, W3C)
 * where it is not. Neither: refused, although Next would let it through with a warning.
 */
export function judgeOrigin(headers: IncomingHttpHeaders, publicOrigin: string): Refusal | null {
  if (headers.origin !== undefined) return headers.origin === publicOrigin ? null : foreign;
  return headers['sec-fetch-site'] === 'same-origin' ? null : foreign;
}
