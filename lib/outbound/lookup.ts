import { lookup as systemLookup } from 'node:dns';
import type { Resolve } from './agents.ts';
import {
  addressLiteral,
  addressRefusal,
  type AddressRefusal,
  type Guard,
  hostRefusal,
  namesLoopback,
} from './policy.ts';

/** `unknown`: no such name, or no answer about it in time. */
export type HostRefusal = AddressRefusal | 'unknown';

const patienceMs = 5_000;

/**
 * Why a host may not be asked, by what its name leads to now; null when it may. One refused address among good ones is
 * enough. For telling people early and plainly: connections are guarded by themselves, whatever was found here.
 */
export async function hostRefusalByName(
  hostname: string,
  guard: Guard,
  resolve: Resolve = systemLookup,
): Promise<HostRefusal | null> {
  const written = hostRefusal(hostname, guard);
  if (written !== null || namesLoopback(hostname) || addressLiteral(hostname) !== null) return written;
  const addresses = await addressesOf(hostname, resolve);
  if (addresses.length === 0) return 'unknown';
  for (const address of addresses) {
    const refusal = addressRefusal(address, guard);
    if (refusal !== null) return refusal;
  }
  return null;
}

function addressesOf(hostname: string, resolve: Resolve): Promise<readonly string[]> {
  return new Promise((done) => {
    const timer = setTimeout(() => done([]), patienceMs);
    resolve(hostname, { all: true }, (error, addresses) => {
      clearTimeout(timer);
      done(error === null ? addresses.map(({ address }) => address) : []);
    });
  });
}
