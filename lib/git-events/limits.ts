import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { network } from '#lib/auth/sign-in-limits.ts';
import { processWide } from '#lib/process-wide.ts';

/** In a minute: signed deliveries of one runtime, and unsigned ones from one network, to one runtime and to any. */
const windowSeconds = 60;
const signed = 600;
const forgedHere = 60;
const forgedAnywhere = 3_000;

interface Limits {
  readonly signed: RateLimiterMemory;
  readonly forgedHere: RateLimiterMemory;
  readonly forgedAnywhere: RateLimiterMemory;
}

const limiter = (keyPrefix: string, points: number) =>
  new RateLimiterMemory({ keyPrefix, points, duration: windowSeconds });

function limits(): Limits {
  return processWide('delivery-limits', () => ({
    signed: limiter('signed', signed),
    forgedHere: limiter('forged-here', forgedHere),
    forgedAnywhere: limiter('forged-anywhere', forgedAnywhere),
  }));
}

/** Where a delivery is headed and where it comes from. */
export interface Way {
  readonly runtimeId: string;
  readonly address: string;
}

const forgedKey = ({ runtimeId, address }: Way) => `${runtimeId} ${network(address)}`;

/**
 * Seconds until a delivery is looked at again; null: now. Costs nothing but memory. Forged ones never count against the
 * runtime itself: a stranger cannot shut out the provider, who sends from elsewhere.
 */
export async function secondsToWait(way: Way): Promise<number | null> {
  const { signed: ours, forgedHere: here, forgedAnywhere: anywhere } = limits();
  const spent = [
    [ours, await ours.get(way.runtimeId)],
    [here, await here.get(forgedKey(way))],
    [anywhere, await anywhere.get(network(way.address))],
  ] as const;
  const waits = spent.map(([limit, used]) =>
    used !== null && used.consumedPoints >= limit.points ? Math.ceil(used.msBeforeNext / 1_000) : 0,
  );
  const longest = Math.max(...waits);
  return longest === 0 ? null : longest;
}

async function count(limit: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limit.consume(key);
  } catch (error) {
    // Over the limit: the next one is told.
    if (!(error instanceof RateLimiterRes)) throw error;
  }
}

/** This one was signed by the runtime's provider. */
export async function countSigned({ runtimeId }: Way): Promise<void> {
  await count(limits().signed, runtimeId);
}

/** This one was not. */
export async function countForged(way: Way): Promise<void> {
  await Promise.all([count(limits().forgedHere, forgedKey(way)), count(limits().forgedAnywhere, network(way.address))]);
}
