import ipaddr from 'ipaddr.js';
import { processWide } from '#lib/process-wide.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Where this process may connect to. */
export interface OutboundPolicy {
  /** Loopback hosts, and plain http to them: for a Git host on this machine. */
  readonly allowLoopback: boolean;
  /** Private ranges of on-premises Git hosts, for example `10.20.0.0/16`. */
  readonly allowCidrs: readonly string[];
}

/** A policy made ready for judging. */
export interface Guard {
  readonly allowLoopback: boolean;
  readonly ranges: readonly (readonly [Address, number])[];
}

/** Kinds of addresses that `allowCidrs` may open; loopback, link-local and the like stay shut whatever it says. */
const openable: ReadonlySet<string> = new Set([
  'private',
  'uniqueLocal',
  'carrierGradeNat',
  'reserved',
  'benchmarking',
]);

/**
 * Metadata services of clouds that do not live in 169.254.0.0/16 (link-local, never open): Alibaba, Azure, Oracle, AWS
 * and Google by IPv6.
 */
const metadata: ReadonlySet<string> = new Set(
  ['100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254'].map((text) =>
    ipaddr.parse(text).toNormalizedString(),
  ),
);

const publicIpv6: readonly [Address, number] = ipaddr.parseCIDR('2000::/3');
const nat64: readonly [Address, number] = ipaddr.parseCIDR('64:ff9b::/96');

/** Makes a policy ready. @throws RangeError naming the text that is no range of addresses. */
export function guardOf(policy: OutboundPolicy): Guard {
  const ranges = policy.allowCidrs.map((text) => {
    if (!ipaddr.isValidCIDR(text)) throw new RangeError(`"${text}" is not a range of addresses such as 10.20.0.0/16.`);
    return ipaddr.parseCIDR(text);
  });
  return { allowLoopback: policy.allowLoopback, ranges };
}

/**
 * Why a connection to an address is refused. `loopback`: this machine. `private`: a range that `allowCidrs` could open,
 * and does not. `never`: link-local, metadata services, multicast and the like, and text that is no address.
 */
export type AddressRefusal = 'loopback' | 'private' | 'never';

/** Whether a connection to an address is allowed; text that is no address is not. */
export function addressAllowed(text: string, guard: Guard): boolean {
  return addressRefusal(text, guard) === null;
}

/** Why a connection to an address is refused; null when it is allowed. */
export function addressRefusal(text: string, guard: Guard): AddressRefusal | null {
  if (!ipaddr.isValid(text)) return 'never';
  // `process` unwraps ::ffff:127.0.0.1, which is 127.0.0.1 to the kernel.
  const address = ipaddr.process(text);
  const range = address.range();
  if (range === 'loopback') return guard.allowLoopback ? null : 'loopback';
  if (metadata.has(address.toNormalizedString())) return 'never';
  if (range === 'unicast') return address.kind() === 'ipv4' || within(address, publicIpv6) ? null : 'never';
  // On networks that speak only IPv6 every IPv4 host is reached through NAT64: the address inside counts.
  if (within(address, nat64)) {
    const inside = new ipaddr.IPv4(address.toByteArray().slice(12));
    return inside.range() === 'unicast' && !metadata.has(inside.toNormalizedString()) ? null : 'never';
  }
  if (!openable.has(range)) return 'never';
  return guard.ranges.some((each) => within(address, each)) ? null : 'private';
}

function within(address: Address, range: readonly [Address, number]): boolean {
  return address.kind() === range[0].kind() && address.match(range[0], range[1]);
}

/** Whether a URL's host is an address literal or name that always means this machine. */
export function namesLoopback(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '').toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const literal = unbracketed(name);
  return ipaddr.isValid(literal) && ipaddr.process(literal).range() === 'loopback';
}

/** Names by which clouds' machines reach their metadata service, whatever address stands behind them. */
const metadataNames: ReadonlySet<string> = new Set(['metadata', 'metadata.google.internal', 'metadata.goog']);

/**
 * Why a URL's host is refused as it is written, before any name is resolved: an address literal, or a name that always
 * means one place. Null for what a lookup has to tell.
 */
export function hostRefusal(hostname: string, guard: Guard): AddressRefusal | null {
  const name = hostname.replace(/\.$/, '').toLowerCase();
  if (metadataNames.has(name)) return 'never';
  if (namesLoopback(name)) return guard.allowLoopback ? null : 'loopback';
  const literal = unbracketed(name);
  return ipaddr.isValid(literal) ? addressRefusal(literal, guard) : null;
}

/**
 * Whether a URL may be asked at all, before any name is resolved: https, or http to loopback where that is allowed; no
 * credentials in it; and, as a lookup is never called for address literals, the address itself.
 */
export function targetAllowed(url: URL, guard: Guard): boolean {
  if (url.username !== '' || url.password !== '') return false;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && namesLoopback(url.hostname))) return false;
  return hostRefusal(url.hostname, guard) === null;
}

/** The address in a URL's host, without the brackets of IPv6; null for a name. */
export function addressLiteral(hostname: string): string | null {
  const literal = unbracketed(hostname);
  return ipaddr.isValid(literal) ? literal : null;
}

function unbracketed(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

const state = () => processWide('outbound.guard', () => ({ guard: guardOf({ allowLoopback: false, allowCidrs: [] }) }));

/**
 * Sets where this process may connect to; until then only public addresses. `server.ts` calls it once with what the
 * environment says. @throws RangeError naming a text in `allowCidrs` that is no range of addresses.
 */
export function configureOutbound(policy: OutboundPolicy): void {
  state().guard = guardOf(policy);
}

/** What `configureOutbound` set last. */
export function currentGuard(): Guard {
  return state().guard;
}
