import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { network } from '#lib/auth/sign-in-limits.ts';

const windowSeconds = 60;
/** Requests with keys that do not exist, from one network. */
const strangers = 60;

/** How often may be asked, per process: in memory, so that a request costs no more of the database. */
export interface Limits {
  /**
   * Counts a request by the digest of its key. Seconds to wait where there were too many; null: go on, and say so with
   * `noteStranger` when there is no such key, so that made-up keys take no room.
   */
  admit(digest: Uint8Array, address: string): Promise<number | null>;
  /** The key turned out not to exist: what counts is where the request came from. */
  noteStranger(digest: Uint8Array, address: string): Promise<void>;
}

const seconds = (limit: RateLimiterRes) => Math.max(1, Math.ceil(limit.msBeforeNext / 1_000));

/** @param requestsPerMinute of one key. */
export function makeLimits(requestsPerMinute: number): Limits {
  const keys = new RateLimiterMemory({ keyPrefix: '', points: requestsPerMinute, duration: windowSeconds });
  const networks = new RateLimiterMemory({ keyPrefix: '', points: strangers, duration: windowSeconds });
  const name = (digest: Uint8Array) => Buffer.from(digest).toString('latin1');
  return {
    async admit(digest, address) {
      const key = name(digest);
      try {
        const { isFirstInDuration } = await keys.consume(key);
        // A key that was good within this minute is not held up by what others send from its network.
        if (!isFirstInDuration) return null;
      } catch (error) {
        if (error instanceof RateLimiterRes) return seconds(error);
        throw error;
      }
      const known = await networks.get(network(address));
      if (known === null || known.consumedPoints < strangers) return null;
      await keys.delete(key);
      return seconds(known);
    },
    async noteStranger(digest, address) {
      await Promise.all([keys.delete(name(digest)), networks.penalty(network(address), 1)]);
    },
  };
}
