import { createHash, X509Certificate } from 'node:crypto';
import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { createSecureContext, getCACertificates } from 'node:tls';
import { Agent } from 'undici';
import { processWide } from '#lib/process-wide.ts';
import { blockedAddress } from './failure.ts';
import { addressAllowed, currentGuard, type Guard } from './policy.ts';

/** Resolves a name to all its addresses: `dns.lookup`, or a test's. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** How connections are made: which answers of DNS are allowed, whom to trust, whether to keep them. */
export interface Way {
  /** PEM certificates to trust besides the system's. */
  readonly caBundle: string | null;
  /** One connection for each request, closed after it. Otherwise idle ones are used again. */
  readonly fresh: boolean;
}

/**
 * A lookup for sockets that fails unless every address of the name is allowed: one address among good ones is enough to
 * be led astray. The socket connects to what was checked, so a name cannot change its answer in between.
 */
export function guardedLookup(guard: () => Guard, resolve: Resolve = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0];
      if (error !== null) callback(error, '', 0);
      else if (first === undefined || !addresses.every(({ address }) => addressAllowed(address, guard()))) {
        callback(blockedAddress(), '', 0);
      } else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** A connection pool whose every connection is guarded. @throws when `caBundle` holds no certificates in PEM. */
export function makeAgent(way: Way, guard: () => Guard = currentGuard, resolve?: Resolve): Agent {
  const lookup = guardedLookup(guard, resolve);
  const secure = way.caBundle === null ? {} : { secureContext: trusting(way.caBundle) };
  return new Agent({
    connect: { lookup, ...secure, timeout: 10_000 },
    // HTTP/2 would share one connection between requests, and then nobody can tell which of them went out.
    allowH2: false,
    pipelining: way.fresh ? 0 : 1,
    connections: 64,
    keepAliveMaxTimeout: 30_000,
    maxHeaderSize: 32_768,
    // One clock for the whole exchange is in `send`.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

function trusting(caBundle: string) {
  const blocks = caBundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new TypeError('the CA bundle holds no certificate');
  // TLS skips what it cannot read; X509Certificate throws.
  const own = blocks.map((block) => new X509Certificate(block).toString());
  return createSecureContext({ ca: [...getCACertificates('default'), ...own] });
}

const most = 64;
const pools = () => processWide('outbound.agents', () => new Map<string, Agent>());

/** The agent for a way, made once. @throws as `makeAgent`. */
export function agentFor(way: Way): Agent {
  const known = pools();
  const trust = way.caBundle === null ? '' : createHash('sha256').update(way.caBundle).digest('base64');
  const key = `${way.fresh ? 'fresh' : 'kept'} ${trust}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const oldest = known.size < most ? undefined : known.entries().next().value;
  if (oldest !== undefined) {
    known.delete(oldest[0]);
    void oldest[1].close();
  }
  const made = makeAgent(way);
  known.set(key, made);
  return made;
}

/** Ends every connection at once: when the process stops, and between tests. */
export async function closeOutbound(): Promise<void> {
  const agents = [...pools().values()];
  pools().clear();
  await Promise.all(agents.map((agent) => agent.destroy()));
}
