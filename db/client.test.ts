import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '#e2e/fixtures/database.ts';
import { silentProxy } from '#e2e/parts/silent-proxy.ts';
import { openDatabase } from './client.ts';
import { migrateDatabase } from './migrate.ts';

const { url } = await testDatabase();

// The embedded database is in this process: there is no network to fall silent.
describe.skipIf(url === null)('PostgreSQL', () => {
  it('that falls silent makes no request wait for ever, and is used again once it speaks', async () => {
    const proxy = await silentProxy(url ?? '');
    const database = await openDatabase({ databaseUrl: proxy.url, dataDir: '' }, () => {}, 200);
    const { db } = database;
    const one = () => db.execute(sql`select 1`);
    try {
      await Promise.all([one(), one(), db.transaction((tx) => tx.execute(sql`select 1`))]);
      proxy.silence();
      const started = Date.now();
      const inTheMiddle = db.transaction(async (tx) => tx.execute(sql`select 1`));
      const waiting = [one(), inTheMiddle, ...Array.from({ length: 12 }, () => db.transaction(async () => {}))];
      const ended = await Promise.allSettled(waiting);
      expect(ended.filter(({ status }) => status === 'fulfilled')).toEqual([]);
      expect(Date.now() - started).toBeLessThan(8_000);
      proxy.restore();
      await expect.poll(async () => (await Promise.allSettled([one()]))[0].status).toBe('fulfilled');
      await Promise.all(Array.from({ length: 20 }, () => db.transaction((tx) => tx.execute(sql`select 1`))));
    } finally {
      proxy.close();
      await database.close();
    }
  });

  it('ends a statement that takes too long, except while migrating', async () => {
    const database = await openDatabase({ databaseUrl: url, dataDir: '' }, () => {}, 200);
    try {
      const slow = database.db.execute(sql`select pg_sleep(60)`);
      await expect(slow).rejects.toMatchObject({ cause: { code: '57014' } });
      const held = await openDatabase({ databaseUrl: url, dataDir: '' });
      const other = Promise.withResolvers<void>();
      const holding = held.db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(7214093551)`);
        other.resolve();
        await tx.execute(sql`select pg_sleep(1)`);
      });
      await other.promise;
      await migrateDatabase(database);
      await holding;
      await held.close();
    } finally {
      await database.close();
    }
  });

  it('that ends a connection within a transaction fails the transaction, and nothing else', async () => {
    const database = await openDatabase({ databaseUrl: url, dataDir: '' });
    const { db } = database;
    try {
      const cut = db.transaction(async (tx) => {
        const own = await tx.execute(sql`select pg_backend_pid() as pid`);
        const { pid } = (own as { rows: [{ pid: number }] }).rows[0];
        await db.execute(sql`select pg_terminate_backend(${pid})`);
        await expect
          .poll(async () => (await Promise.allSettled([tx.execute(sql`select 1`)]))[0].status)
          .toBe('rejected');
        await tx.execute(sql`select 1`);
      });
      await expect(cut).rejects.toThrow(/select 1|rollback/);
      await db.execute(sql`select 1`);
    } finally {
      await database.close();
    }
  });
});
