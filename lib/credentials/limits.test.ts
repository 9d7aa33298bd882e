import { eq } from 'drizzle-orm';
import { expect, it, vi } from 'vitest';
import { runtimeKeys } from '#db/schema/runtimes.ts';
import { credentialApi, credentialPath, newKey } from '#e2e/fixtures/credential-api.ts';
import { credentialWorld } from '#e2e/fixtures/credential-world.ts';
import { makeRuntimeKey } from '#lib/runtime-keys/text.ts';
import { reveal } from '#lib/secret.ts';

const world = await credentialWorld();
const { db, runtimeId } = world;
const { question } = await world.authorized();

async function limited() {
  const api = await credentialApi(db, { trustProxy: true, requestsPerMinute: 100 });
  const from = async (address: string, key: string) =>
    (
      await api.send({
        method: 'POST',
        target: credentialPath,
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'x-forwarded-for': `198.51.100.7, ${address}`,
        },
        body: JSON.stringify(question),
      })
    ).status;
  const stranger = (address: string) => from(address, reveal(makeRuntimeKey().secret));
  return { from, stranger };
}

it('keys that do not exist are limited by the network they come from, and hold up no key that was good', async () => {
  const { from, stranger } = await limited();
  const good = await newKey(db, runtimeId);
  expect(await from('2001:db8::1', good)).toBe(200);
  const statuses: number[] = [];
  // One network, whatever its last digits.
  for (let n = 0; n < 80; n += 1) statuses.push(await stranger(`2001:db8::${n.toString(16)}`));
  expect(statuses.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => 401));
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(10);
  expect(await from('2001:db8::1', good)).toBe(200);
  expect(await stranger('203.0.113.9')).toBe(401);
  expect(await from('203.0.113.9', await newKey(db, runtimeId))).toBe(200);
});

it('row 97: a flood of keys that do not exist holds up a key that was good neither then nor in the next minute', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
  try {
    const { from, stranger } = await limited();
    const [good, revoked] = [await newKey(db, runtimeId), await newKey(db, runtimeId)];
    expect(await from('192.0.2.7', good)).toBe(200);
    expect(await from('192.0.2.7', revoked)).toBe(200);
    await db
      .update(runtimeKeys)
      .set({ revokedAt: new Date() })
      .where(eq(runtimeKeys.handle, revoked.slice(4, 12)));
    // Its own minute ends; the flood goes on in the next one.
    await vi.advanceTimersByTimeAsync(61_000);
    for (let n = 0; n < 40; n += 1) expect(await stranger('192.0.2.7')).toBe(401);
    for (let n = 0; n < 20; n += 1) expect(await from('192.0.2.7', revoked)).toBe(401);
    await expect.poll(() => stranger('192.0.2.7')).toBe(429);
    expect(await from('192.0.2.7', good)).toBe(200);
  } finally {
    vi.useRealTimers();
  }
});

it('a key that is new behind a flooded network gets through, and then stays', async () => {
  const { from, stranger } = await limited();
  for (let n = 0; n < 62; n += 1) await stranger('192.0.2.8');
  const fresh = await newKey(db, runtimeId);
  await expect.poll(() => from('192.0.2.8', fresh), { timeout: 5_000, interval: 100 }).toBe(200);
  await expect.poll(() => stranger('192.0.2.8')).toBe(429);
  expect(await from('192.0.2.8', fresh)).toBe(200);
});
