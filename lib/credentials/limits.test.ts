import { expect, it } from 'vitest';
import { credentialApi, credentialPath, newKey } from '#e2e/fixtures/credential-api.ts';
import { credentialWorld } from '#e2e/fixtures/credential-world.ts';
import { makeRuntimeKey } from '#lib/runtime-keys/text.ts';
import { reveal } from '#lib/secret.ts';

const world = await credentialWorld();
const { db, runtimeId } = world;
const { question } = await world.authorized();

it('keys that do not exist are limited by the network they come from, and hold up no key that was good', async () => {
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
  const good = await newKey(db, runtimeId);
  expect(await from('2001:db8::1', good)).toBe(200);
  const statuses: number[] = [];
  // One network, whatever its last digits.
  for (let n = 0; n < 62; n += 1) statuses.push(await stranger(`2001:db8::${n.toString(16)}`));
  expect(statuses).toEqual([...Array.from({ length: 60 }, () => 401), 429, 429]);
  expect(await from('2001:db8::1', good)).toBe(200);
  expect(await stranger('203.0.113.9')).toBe(401);
  expect(await from('203.0.113.9', await newKey(db, runtimeId))).toBe(200);
});
