import { processWide } from '#lib/process-wide.ts';

const going = () => processWide('background', () => new Set<Promise<unknown>>());

/** Notes work that may outlive its request, answered or given up: a stop waits for it. Gives the work back. */
export function inBackground<Value>(work: Promise<Value>): Promise<Value> {
  const all = going();
  const ended = () => void all.delete(work);
  all.add(work);
  work.then(ended, ended);
  return work;
}

/** Resolves once nothing goes on any more. Never rejects. */
export async function backgroundDone(): Promise<void> {
  while (going().size > 0) await Promise.allSettled(going());
}
