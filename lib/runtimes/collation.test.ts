import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type OpenDatabase, openDatabase } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import { users } from '#db/schema/users.ts';
import { value } from '#e2e/fixtures/world.ts';
import type { Context } from '#lib/context.ts';
import { listUsers } from '#lib/users/list.ts';
import { listAllRuntimes } from './list-all.ts';
import { listRuntimes } from './list.ts';

/** Names that a dictionary orders otherwise than their bytes do, and otherwise than JavaScript. */
const names = Array.from({ length: 120 }, (_, n) => {
  const number = String(n).padStart(3, '0');
  return [`prod_${number}`, `prod-${number}`, `Prod ${number}`, `élan-${number}`, `zoo-${number}`, `Ä-${number}`][
    n % 6
  ];
}).map(String);

interface Page {
  readonly previous: string | null;
  readonly next: string | null;
  readonly firstIndex: number;
}

/** All pages forth, then all of them back: every row once each way, in one order. */
async function bothWays<P extends Page>(read: (cursor: string | null) => Promise<P>, rowsOf: (page: P) => string[]) {
  const forth: P[] = [await read(null)];
  for (let next = forth[0]?.next ?? null; next !== null && forth.length < 9; next = forth.at(-1)?.next ?? null) {
    forth.push(await read(next));
  }
  const back: P[] = [];
  const last = forth.at(-1);
  for (let at = last?.previous ?? null; at !== null && back.length < 9; at = back[0]?.previous ?? null) {
    back.unshift(await read(at));
  }
  expect([...back, ...(last === undefined ? [] : [last])].flatMap(rowsOf)).toEqual(forth.flatMap(rowsOf));
  expect(forth.flatMap(rowsOf).toSorted()).toEqual(names.toSorted());
  expect(forth.map(({ firstIndex }) => firstIndex)).toEqual([1, 51, 101]);
}

describe.skipIf(inject('databaseKind') === 'pglite')('in a database with the collation of a language', () => {
  let opened: OpenDatabase;
  let ctx: Context;

  beforeAll(async () => {
    const server = inject('postgresUrl');
    const name = `icu_${randomUUID().replaceAll('-', '')}`;
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(`create database ${name} template template0 locale_provider icu icu_locale 'en-US' locale 'C'`);
    await client.end();
    const url = new URL(server);
    url.pathname = `/${name}`;
    opened = await openDatabase({ databaseUrl: url.href, dataDir: '' });
    await migrateDatabase(opened);
    const { db } = opened;
    const host = { provider: 'github', origin: 'https://github.com', apiBase: 'https://api.github.com' };
    const [integration] = await db
      .insert(gitIntegrations)
      .values({ ...host, name: 'GitHub' })
      .returning();
    const more = { gitIntegrationId: integration?.id ?? '', repository: 'acme/config', installedAt: new Date() };
    await db.insert(runtimes).values(names.map((each) => ({ name: each, ...more })));
    const people = names.map((each) => ({ name: each, email: `${randomUUID()}@example.com` }));
    const made = await db.insert(users).values(people).returning();
    const actor = { kind: 'user', userId: made[0]?.id ?? '', sessionId: randomUUID(), role: 'administrator' } as const;
    ctx = { db, actor, now: new Date() };
  });
  afterAll(() => opened.close());

  it('the order is not that of bytes, or this shows nothing', async () => {
    const page = value(await listAllRuntimes(ctx, {}));
    const shown = page.rows.map((row) => row.name.toLowerCase());
    expect(shown).not.toEqual(shown.toSorted());
  });

  it.each(['all', 'complete_installation'] as const)('all runtimes, filtered by %s', (state) =>
    bothWays(
      async (cursor) => value(await listAllRuntimes(ctx, { state, cursor })),
      (page) => page.rows.map((row) => row.name),
    ),
  );

  it('my runtimes', () =>
    bothWays(
      (cursor) => listRuntimes(ctx, { q: '', filter: 'all', cursor }),
      (page) => page.rows.map((row) => row.name),
    ));

  it('people', () =>
    bothWays(
      async (cursor) => value(await listUsers(ctx, { q: '', cursor })),
      (page) => page.rows.map((row) => row.name),
    ));
});
