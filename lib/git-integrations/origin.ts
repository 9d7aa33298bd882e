import { domainToUnicode } from 'node:url';
import { type Guard, hostRefusal, namesLoopback } from '#lib/outbound/policy.ts';
import type { HostRefusal } from '#lib/outbound/lookup.ts';
import { fail, ok, type Result } from '#lib/result.ts';

export interface HostAddress {
  /** Canonical: scheme, host, port. */
  readonly origin: string;
  /** Canonical path below it, without a trailing slash; empty for none. */
  readonly path: string;
}

/** Ports of other services that no Git host's web server is on; browsers refuse most of them too. */
const refusedPorts = new Set([
  '0',
  '21',
  '22',
  '23',
  '25',
  '53',
  '110',
  '111',
  '135',
  '139',
  '143',
  '389',
  '445',
  '465',
  '587',
  '636',
  '993',
  '995',
]);
const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const shape = 'write it like https://git.example.com';

/** Why a host is refused, as the end of the sentence «Address: …». */
export const refusalWords: Readonly<Record<Exclude<HostRefusal, 'unknown'>, string>> = {
  loopback: 'this leads to the machine that Git Tokens runs on',
  private: 'this leads into a private network. Whoever runs the server can allow its range with OUTBOUND_ALLOW_CIDRS',
  never: 'this leads to an address that no Git host can have',
};

/**
 * Reads an address a person typed. https only, http for this machine where `guard` allows it; no user, query or fragment;
 * no address that connections to are refused. The text is checked before `URL` sees it, because `URL` silently drops
 * tabs, line breaks and missing slashes. Names are not looked up here.
 */
export function readHostAddress(typed: string, guard: Guard): Result<HostAddress, 'invalid_input'> {
  const problem = (what: string) => fail('invalid_input', { field: 'Address', problem: what });
  const text = typed.trim();
  if (text === '') return problem(shape);
  if (text.length > 2_048) return problem('this is longer than any address');
  if (/[\p{C}\p{Z}]/u.test(text)) return problem('this holds a space, or a character that cannot be seen');
  if (!/^https?:\/\//i.test(text)) return problem('it must begin with https://');
  if (text.includes('@')) return problem('leave out user name and password');
  if (/[?#]/.test(text)) return problem('leave out everything from ? or # on');
  const port = /^[^/]+\/\/[^/]*?:(\d+)(?:\/|$)/.exec(text)?.[1];
  if (port !== undefined && (Number(port) > 65_535 || refusedPorts.has(String(Number(port))))) {
    return problem('no Git host answers on this port');
  }
  if (!/^https?:\/\/[^/\\%]+(?:\/[A-Za-z0-9._~/-]*)?$/i.test(text) || !URL.canParse(text)) return problem(shape);
  const path = text.replace(/^[^/]+\/\/[^/]+/, '').replace(/\/$/, '');
  if (/\/(?:\.{0,2})(?:\/|$)/.test(path)) return problem('write its path without //, . and ..');
  const url = new URL(text);
  const host = url.hostname.replace(/\.$/, '');
  if (!isHost(host)) return problem(shape);
  if (url.protocol === 'http:' && !(namesLoopback(host) && guard.allowLoopback)) {
    return problem('it must begin with https://');
  }
  const refusal = hostRefusal(host, guard);
  if (refusal !== null) return problem(refusalWords[refusal]);
  const usual = url.port === '' ? '' : `:${url.port}`;
  return ok({ origin: `${url.protocol}//${host}${usual}`, path });
}

/** Whether it can be the host of a URL: an IPv6 address, or labels as DNS has them (RFC 1035 §2.3.4). */
function isHost(host: string): boolean {
  if (host.startsWith('[')) return true;
  return host.length <= 253 && host.split('.').every((part) => label.test(part));
}

/**
 * How a host with letters beyond ASCII looks to people; null for all others. Such a name may be made to look like
 * another one: it is shown as it really is, with a warning.
 */
export function lookalike(origin: string): string | null {
  const { hostname } = new URL(origin);
  if (!/(?:^|\.)xn--/.test(hostname)) return null;
  return domainToUnicode(hostname) || hostname;
}
