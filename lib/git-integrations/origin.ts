import { fail, ok, type Result } from '#lib/result.ts';

export interface HostAddress {
  /** Canonical: scheme, host, port. */
  readonly origin: string;
  /** Canonical path below it, without a trailing slash; empty for none. */
  readonly path: string;
}

/** Ports of other services that browsers refuse too, and that no Git host's web server is on. */
const refusedPorts = new Set(['0', '21', '22', '23', '25', '110', '143', '587', '993', '995']);

/**
 * Reads an address a person typed. https only, http for loopback where `allowLoopback`; no user, query or fragment. The
 * text is checked before `URL` sees it, because `URL` silently drops tabs, line breaks and missing slashes.
 */
export function readHostAddress(typed: string, allowLoopback: boolean): Result<HostAddress, 'invalid_input'> {
  const problem = (what: string) => fail('invalid_input', { field: 'Address', problem: what });
  const text = typed.trim();
  if (text.length > 2_048) return problem('too long');
  if (!/^https?:\/\/[^\s/\\?#@]+(?:\/[A-Za-z0-9._~/-]*)?$/i.test(text) || !URL.canParse(text)) {
    return problem('write it like https://git.example.com');
  }
  const url = new URL(text);
  const loopback = isLoopbackName(url.hostname);
  if (url.protocol === 'http:' && !(loopback && allowLoopback)) return problem('must begin with https://');
  if (loopback && !allowLoopback) return problem('is this machine itself');
  if (refusedPorts.has(url.port)) return problem('has a port that no Git host answers on');
  if (/(?:^|\.)(?:\.|$)|^-/.test(url.hostname.replace(/\.$/, '')) || url.pathname.includes('/..')) {
    return problem('write it like https://git.example.com');
  }
  const host = url.hostname.replace(/\.$/, '');
  const port = url.port === '' ? '' : `:${url.port}`;
  return ok({ origin: `${url.protocol}//${host}${port}`, path: url.pathname.replace(/\/+$/, '') });
}

function isLoopbackName(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || name.startsWith('127.') || name === '[::1]';
}
