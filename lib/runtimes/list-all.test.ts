import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { gitEvents, runtimeKeys, runtimes } from '#db/schema/runtimes.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import type { Context } from '#lib/context.ts';
import { showRuntime } from './show.ts';
import { listAllRuntimes, runtimeStateFilters } from './list-all.ts';
import { setRuntimeAccess } from './set-access.ts';

const { db, person, integrationId } = await testWorld();
const day = 86_400_000;
let admin: Context;
let ids: readonly string[];

/** The facts of 120 runtimes, by number. */
function tokenFacts(n: number): Partial<typeof gitTokens.$inferInsert> | null {
  switch (n % 6) {
    case 0:
      return null;
    case 1:
      return { verdict: 'rejected' };
    case 2:
      return { verdict: 'accepted', expiresAt: new Date(admin.now.getTime() + 3 * day) };
    case 3:
      return { verdict: 'accepted', unreachableReason: 'timeout' };
    default:
      return { verdict: 'accepted' };
  }
}

beforeAll(async () => {
  admin = await person('administrator');
  const rows = Array.from({ length: 120 }, (_, n) => ({
    id: randomUUID(),
    name: `${n % 2 === 0 ? 'Fleet' : 'fleet'}-${String(n).padStart(3, '0')}${n === 77 ? ' 100%_é' : ''}`,
    gitIntegrationId: integrationId,
    repository: n < 60 ? 'acme/gitops-config' : 'acme/staging-config',
    installedAt: n % 6 === 0 ? null : admin.now,
    tokenAccess: 'writable',
    webhookId: n % 6 === 5 ? null : '1',
  }));
  await db.insert(runtimes).values(rows);
  ids = rows.map(({ id }) => id);
  const tokens = ids.flatMap((runtimeId, n) => {
    const facts = tokenFacts(n);
    const common = { runtimeId, gitIntegrationId: integrationId, kind: 'classic', lastFour: '0000' };
    const secret = { accessToken: Buffer.from('x'), fingerprint: Buffer.from(runtimeId) };
    return facts === null ? [] : [{ ...common, ...secret, acceptedAt: admin.now, ...facts }];
  });
  await db.insert(gitTokens).values(tokens);
  // Every one that is installed had a key; of the last ten it was revoked.
  const keys = ids.flatMap((runtimeId, n) =>
    n % 6 === 0
      ? []
      : [{ runtimeId, handle: '0', digest: Buffer.from(runtimeId), revokedAt: keyless(n) ? admin.now : null }],
  );
  await db.insert(runtimeKeys).values(keys);
});

/** Those whose only key was revoked. */
const keyless = (n: number) => n >= 110 && n % 6 !== 0;

/** Every page from the first on. */
async function pages(query: Parameters<typeof listAllRuntimes>[1] = {}) {
  const all = [value(await listAllRuntimes(admin, query))];
  for (let next = all[0]?.next ?? null; next !== null; next = all.at(-1)?.next ?? null) {
    all.push(value(await listAllRuntimes(admin, { ...query, cursor: next })));
  }
  return all;
}

describe('the list of all runtimes', () => {
  it('is by name, 50 to a page, forth and back the same', async () => {
    const all = await pages();
    expect(all.map(({ rows }) => rows.length)).toEqual([50, 50, 20]);
    expect(all.map(({ firstIndex }) => firstIndex)).toEqual([1, 51, 101]);
    expect(all.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(ids);
    expect(all[0]).toMatchObject({ total: 120, matching: 120, previous: null });
    const back = value(await listAllRuntimes(admin, { cursor: all[2]?.previous ?? null }));
    expect(back).toMatchObject({ rows: all[1]?.rows, firstIndex: 51 });
    const start = value(await listAllRuntimes(admin, { cursor: back.previous }));
    expect(start).toMatchObject({ rows: all[0]?.rows, firstIndex: 1, previous: null });
  });

  it.each(runtimeStateFilters)(
    'narrowed to %s shows just those, forth and back, as their own page says',
    async (state) => {
      const all = await pages({ state });
      const rows = all.flatMap((page) => page.rows);
      const wanted = ids.filter((_, n) => {
        const of = ['complete_installation', 'token', 'token', 'ready', 'ready', 'webhook'][n % 6];
        // A key that is revoked stops it at once: only a token that stopped too comes before.
        return state === 'all' || (keyless(n) && n % 6 !== 1 ? 'key' : of) === state;
      });
      expect(rows.map(({ id }) => id)).toEqual(wanted);
      expect(all[0]?.matching).toBe(wanted.length);
      for (const row of rows.slice(0, 3)) {
        expect(value(await showRuntime(admin, { runtimeId: row.id })).state).toBe(row.state);
      }
    },
  );

  it('finds by name and by repository, whatever the letters’ case; % and _ are no wildcards', async () => {
    const found = async (q: string) => value(await listAllRuntimes(admin, { q })).rows.map(({ name }) => name);
    expect(await found('FLEET-01')).toHaveLength(10);
    expect(await found('staging')).toHaveLength(50);
    expect(await found('100%_')).toEqual(['fleet-077 100%_é']);
    expect(await found('e\u0301')).toEqual(['fleet-077 100%_é']);
    expect(await found('%')).toHaveLength(1);
    expect(await found('nothing of the kind')).toEqual([]);
  });

  it('keeps the search from page to page', async () => {
    const all = await pages({ q: 'gitops' });
    expect(all.map(({ rows, matching }) => [rows.length, matching])).toEqual([
      [50, 60],
      [10, 60],
    ]);
  });

  it.each([
    [{ cursor: 'garbage' }],
    [{ cursor: 'x'.repeat(10_000) }],
    [{ state: ';drop table runtimes' }],
    [{ q: '\0' }],
    [{ cursor: Buffer.from('[1,0,0,"zzz"]').toString('base64url') }],
  ])('row 123: %j shows the beginning', async (query) => {
    const list = value(await listAllRuntimes(admin, query as Parameters<typeof listAllRuntimes>[1]));
    expect(list.rows[0]?.id).toBe(ids[0]);
  });

  it('row 124: a search made to be slow is not', async () => {
    const began = performance.now();
    value(await listAllRuntimes(admin, { q: 'a'.repeat(50_000) }));
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('counts who may use a runtime by name, who authorized it of those who may, and knows its last event', async () => {
    const [runtimeId = ''] = ids.slice(4);
    const [inside, outside] = [await person(), await person()];
    for (const { actor } of [inside, outside]) {
      const [token] = await db
        .insert(gitTokens)
        .values({
          userId: actor.userId,
          gitIntegrationId: integrationId,
          kind: 'classic',
          lastFour: '0000',
          accessToken: Buffer.from('x'),
          fingerprint: Buffer.from(actor.userId),
        })
        .returning();
      if (token === undefined) throw new Error('no token');
      await db.insert(authorizations).values({ userId: actor.userId, runtimeId, gitTokenId: token.id });
    }
    const row = async () =>
      value(await listAllRuntimes(admin, { q: 'fleet-004' })).rows.find(({ id }) => id === runtimeId);
    expect(await row()).toMatchObject({ openTo: 'everyone', members: 0, authorizations: 2, lastEventAt: null });
    value(
      await setRuntimeAccess(admin, { runtimeId, openTo: 'members', memberIds: [inside.actor.userId], began: null }),
    );
    const receivedAt = new Date('2026-11-01T10:00:00.000Z');
    await db.insert(gitEvents).values([
      { runtimeId, deliveryId: 'one', kind: 'push', receivedAt },
      { runtimeId, deliveryId: 'two', kind: 'push', receivedAt: new Date('2026-10-01T10:00:00Z') },
    ]);
    expect(await row()).toMatchObject({
      openTo: 'members',
      members: 1,
      authorizations: 1,
      lastEventAt: receivedAt.toISOString(),
    });
    const { status, ...rest } = (await row()) ?? { status: null };
    expect(value(await showRuntime(admin, { runtimeId }))).toMatchObject({ ...rest, status });
  });

  it('holds no secret of any row', async () => {
    await db
      .update(runtimes)
      .set({ webhookSecret: Buffer.from('sealed secret') })
      .where(eq(runtimes.id, ids[0] ?? ''));
    const text = JSON.stringify([await listAllRuntimes(admin), await showRuntime(admin, { runtimeId: ids[0] ?? '' })]);
    for (const name of ['webhookSecret', 'accessToken', 'refreshToken', 'fingerprint', 'digest']) {
      expect(text).not.toContain(name);
    }
  });
});

it('is for administrators: to others neither list nor page exists', async () => {
  const user = await person();
  expect(await listAllRuntimes(user)).toEqual({ ok: false, code: 'not_administrator' });
  expect(await showRuntime(user, { runtimeId: ids[0] ?? '' })).toEqual({ ok: false, code: 'not_administrator' });
  expect(await showRuntime(admin, { runtimeId: randomUUID() })).toEqual({ ok: false, code: 'not_found' });
});
