import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { network } from '#lib/auth/sign-in-limits.ts';

const windowSeconds = 60;
/** Requests with keys that do not exist, from one network. */
const strangers = 60;
/** Keys that were good, and how long ago at most: as many as any installation has, for a night without a deployment. */
const mostRemembered = 10_000;
const rememberedFor = 12 * 3_600_000;

/** How often may be asked, per process: in memory, so that a request costs no more of the database. */
export interface Limits {
  /**
   * Counts a request by the digest of its key. Seconds to wait where there were too many; null: go on, and say with
   * `note` whether there is such a key.
   */
  admit(digest: Uint8Array, address: string): Promise<number | null>;
  /**
   * The key turned out to exist: nothing that others send from its network holds it up. Or not to: then what counts is
   * where the request came from, and the made-up key takes no room.
   */
  note(digest: Uint8Array, address: string, exists: boolean): Promise<void>;
}

const seconds = (limit: RateLimiterRes) => Math.max(1, Math.ceil(limit.msBeforeNext / 1_000));

/** Names that were noted within a time, the latest ones. Nobody is let in by it: it says whom a limit is not about. */
function remembering() {
  const noted = new Map<string, number>();
  return {
    has(name: string): boolean {
      const at = noted.get(name);
      return at !== undefined && Date.now() - at < rememberedFor;
    },
    add(name: string): void {
      const now = Date.now();
      // Once a minute will do, and spares every request the writing.
      if (now - (noted.get(name) ?? 0) < 60_000) return;
      // At the end, as a Map keeps them.
      noted.delete(name);
      noted.set(name, now);
      if (noted.size <= mostRemembered) return;
      for (const oldest of noted.keys()) {
        noted.delete(oldest);
        break;
      }
    },
    forget: (name: string) => void noted.delete(name),
  };
}

/** @param requestsPerMinute of one key. */
export function makeLimits(requestsPerMinute: number): Limits {
  const limiter = (points: number, duration: number) => new RateLimiterMemory({ keyPrefix: '', points, duration });
  const keys = limiter(requestsPerMinute, windowSeconds);
  const networks = limiter(strangers, windowSeconds);
  /**
   * Of a network with too many strangers, one request a second is looked up all the same. A key that is new there has a
   * chance with every request, and keeps the right once it was seen.
   */
  const chances = limiter(1, 1);
  const good = remembering();
  const name = (digest: Uint8Array) =>
    Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).toString('latin1');
  const spend = async (limit: RateLimiterMemory, key: string): Promise<RateLimiterRes | null> => {
    try {
      await limit.consume(key);
      return null;
    } catch (error) {
      if (error instanceof RateLimiterRes) return error;
      throw error;
    }
  };
  return {
    async admit(digest, address) {
      const key = name(digest);
      const spent = await spend(keys, key);
      if (spent !== null) return seconds(spent);
      if (good.has(key)) return null;
      const from = network(address);
      const known = await networks.get(from);
      if (known === null || known.consumedPoints < strangers) return null;
      if ((await spend(chances, from)) === null) return null;
      await keys.delete(key);
      return seconds(known);
    },
    async note(digest, address, exists) {
      const key = name(digest);
      if (exists) return good.add(key);
      good.forget(key);
      await Promise.all([keys.delete(key), networks.penalty(network(address), 1)]);
    },
  };
}
