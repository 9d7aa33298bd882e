import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { testDatabase } from '#e2e/fixtures/database.ts';
import { provideKeys } from '#lib/cipher.ts';
import { parseKeys } from '#lib/keys.ts';
import { seedDemo } from './seed.ts';

const { db } = await testDatabase();
provideKeys(parseKeys(`test:${randomBytes(32).toString('base64')}`, 'test'));

async function everything() {
  const [users, integrations, runtimes] = await Promise.all([
    db.query.users.findMany(),
    db.query.gitIntegrations.findMany(),
    db.query.runtimes.findMany(),
  ]);
  return { users, integrations, runtimes };
}

test('seeding the demo twice is seeding it once', async () => {
  const seed = { db, hostOrigin: 'http://localhost:4999', now: new Date('2026-11-22T12:00:00Z') };
  await seedDemo(seed);
  const first = await everything();
  expect(first.users.map((user) => [user.email, user.role])).toEqual([
    ['ada@example.com', 'administrator'],
    ['grace@example.com', 'user'],
  ]);
  expect(first.integrations).toHaveLength(3);
  expect(first.integrations.filter((row) => row.oauthClientId === null)).toHaveLength(1);
  expect(first.runtimes.length).toBeGreaterThanOrEqual(8);
  await seedDemo(seed);
  expect(await everything()).toEqual(first);
});
