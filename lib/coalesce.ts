import { processWide } from '#lib/process-wide.ts';

interface Started {
  readonly at: Date;
  readonly work: Promise<void>;
}

/** Asks for work on `key`; of those who ask within `freshForSeconds` of its beginning, one has it done. */
export type Coalesce = (
  key: string,
  when: { readonly now: Date; readonly freshForSeconds: number },
  work: () => Promise<void>,
) => Promise<void>;

/** Longer than any `freshForSeconds`. */
const keptSeconds = 60;

function secondsBetween(a: Date, b: Date): number {
  return Math.abs(a.getTime() - b.getTime()) / 1_000;
}

/**
 * Lets many who want the same share it: the work under way, or begun a short while ago. Per process, by name. Work that
 * failed is nothing to go by, and is begun anew by the next who asks.
 */
export function coalescing(name: string): Coalesce {
  const all = () => processWide(`coalesce.${name}`, () => new Map<string, Started>());
  return (key, { now, freshForSeconds }, work) => {
    const started = all();
    const known = started.get(key);
    if (known !== undefined && secondsBetween(known.at, now) < freshForSeconds) return known.work;
    // Oldest first, as a Map keeps them.
    for (const [old, { at }] of started) {
      if (secondsBetween(at, now) < keptSeconds) break;
      started.delete(old);
    }
    const entry = { at: now, work: work() };
    started.delete(key);
    started.set(key, entry);
    entry.work.catch(() => {
      if (started.get(key) === entry) started.delete(key);
    });
    return entry.work;
  };
}
