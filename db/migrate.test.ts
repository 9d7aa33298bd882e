import { readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { testDatabase } from '#e2e/fixtures/database.ts';
import { wrapPglite } from './client.ts';
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

/** The statements of one migration, as drizzle runs them. */
function statements(tag: string): string[] {
  return readFileSync(new URL(`./migrations/${tag}.sql`, import.meta.url), 'utf8').split('--> statement-breakpoint');
}

test('a database that has rows comes through all migrations with them, and its runtimes stay in use', async () => {
  const client = await PGlite.create();
  const [first, ...later] = journal().map(({ tag }) => tag);
  const run = async (tag: string) => {
    for (const statement of statements(tag)) await client.exec(statement);
  };
  await run(first ?? '');
  const [user, integration, runtime, token] = [1, 2, 3, 4].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
  await client.exec(`
    insert into users (id, email, name) values ('${user}', 'ada@example.com', 'Ada');
    insert into git_integrations (id, provider, name, origin, api_base)
      values ('${integration}', 'github', 'GitHub', 'https://github.com', 'https://api.github.com');
    insert into runtimes (id, name, git_integration_id, repository, created_at)
      values ('${runtime}', 'production', '${integration}', 'acme/config', '2026-01-02T03:04:05Z');
    insert into git_tokens (id, user_id, git_integration_id, kind, access_token, fingerprint, last_four)
      values ('${token}', '${user}', '${integration}', 'classic', 'sealed', 'print', 'abcd');
    insert into authorizations (user_id, runtime_id, git_token_id) values ('${user}', '${runtime}', '${token}');`);
  for (const tag of later) await run(tag);
  const { db } = wrapPglite(client);
  expect(await db.query.runtimes.findMany()).toMatchObject([
    {
      id: runtime,
      name: 'production',
      openTo: 'everyone',
      installedAt: new Date('2026-01-02T03:04:05Z'),
      tokenAccess: 'unknown',
      webhookId: null,
      webhookSecret: null,
    },
  ]);
  expect(await db.query.gitTokens.findMany()).toMatchObject([{ id: token, userId: user, runtimeId: null }]);
  expect(await db.query.authorizations.findMany()).toMatchObject([{ userId: user, runtimeId: runtime }]);
  await client.close();
});
