import { expect, it } from 'vitest';
import { pacing } from './pace.ts';

interface Began {
  readonly notes: readonly string[];
  readonly at: number;
  readonly end: () => void;
}

let names = 0;

/** Work that ends when the test says so, one per second on average, asked for at seconds of the test's own clock. */
function paced() {
  names += 1;
  const ask = pacing<string>(`test-${names}`, 1);
  const began: Began[] = [];
  const zero = Date.now() + 86_400_000;
  const at = (seconds: number, burst: number, note: string | null = null, key = 'a') =>
    ask(key, { now: new Date(zero + seconds * 1_000), burst, note }, (notes, now) => {
      const done = Promise.withResolvers<void>();
      began.push({ notes, at: (now.getTime() - zero) / 1_000, end: done.resolve });
      return done.promise;
    });
  return { at, began };
}

it('begins at once, and once more for all who asked since it began, as soon as their turn comes', async () => {
  const { at, began } = paced();
  const first = at(0, 1);
  expect(began).toHaveLength(1);
  began[0]?.end();
  await first;
  await Promise.all([at(0.8, 1, 'x'), at(0.8, 1, 'y'), at(0.8, 1, 'x'), at(0.8, 1)]);
  expect(began).toHaveLength(1);
  await expect.poll(() => began.length).toBe(2);
  expect(began[1]?.notes).toEqual(['x', 'y']);
  expect(began[1]?.at).toBeGreaterThanOrEqual(1);
});

it('never two at once: who asks while it goes on waits for the end, then has it done again', async () => {
  const { at, began } = paced();
  const first = at(0, 3);
  const second = at(0, 3, 'x');
  expect(began).toHaveLength(1);
  began[0]?.end();
  await first;
  await expect.poll(() => began.length).toBe(2);
  began[1]?.end();
  await second;
  expect(began).toHaveLength(2);
});

it('who may begin sooner does so for those who wait too', async () => {
  const { at, began } = paced();
  for (const one of [at(0, 1), at(0.1, 1, 'waits')]) {
    began[0]?.end();
    await one;
  }
  const third = at(0.2, 3, 'hurries');
  expect(began).toHaveLength(2);
  expect(began[1]).toMatchObject({ notes: ['waits', 'hurries'], at: expect.closeTo(0.2, 1) });
  began[1]?.end();
  await third;
});

it('after the burst it is one per interval, and after a rest as at first', async () => {
  const { at, began } = paced();
  const asked = async (seconds: number) => {
    await Promise.race([at(seconds, 3), new Promise(setImmediate)]);
    began.at(-1)?.end();
    await new Promise(setImmediate);
    return began.length;
  };
  expect([await asked(0), await asked(0), await asked(0), await asked(0.9)]).toEqual([1, 2, 3, 3]);
  await expect.poll(() => began.length).toBe(4);
  expect(await asked(1)).toBe(4);
  expect([await asked(10), await asked(10), await asked(10), await asked(10)]).toEqual([5, 6, 7, 7]);
});

it('work that fails lets the next begin, and keys do not wait for one another', async () => {
  const ask = pacing<string>('test-failing', 1);
  const asking = { now: new Date(), burst: 3, note: null };
  await ask('a', asking, () => Promise.reject(new Error('away')));
  let ran = 0;
  const work = async () => {
    ran += 1;
    await Promise.resolve();
  };
  await ask('a', asking, work);
  await ask('b', { ...asking, burst: 1 }, work);
  expect(ran).toBe(2);
});
