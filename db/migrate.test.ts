import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { testDatabase } from '#e2e/fixtures/database.ts';
import { journal, migrateDatabase } from './migrate.ts';

const database = await testDatabase();

test("the journal's times strictly rise, or drizzle would skip a migration silently", () => {
  const times = journal().map((entry) => entry.when);
  expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
});

test('migrating again changes nothing', async () => {
  const count = () => database.db.select({ n: sql<number>`count(*)::int` }).from(sql`drizzle.__drizzle_migrations`);
  const before = await count();
  await migrateDatabase(database);
  expect(await count()).toEqual(before);
  expect(before).toEqual([{ n: journal().length }]);
});

test('a fresh database is empty', async () => {
  expect(await database.db.query.users.findMany()).toEqual([]);
});
