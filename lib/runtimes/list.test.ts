import { beforeAll, describe, expect, it } from 'vitest';
import { runtimes } from '#db/schema/runtimes.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import type { Context } from '#lib/context.ts';
import { addToken } from '#lib/git-tokens/add.ts';
import { checkToken } from '#lib/git-tokens/check.ts';
import { listRuntimes, pageSize } from './list.ts';
import { runtimeQuerySchema } from './query.ts';
import type { RuntimePage } from './view.ts';

const { host, db, person, integrationId } = await testWorld();
const total = 127;
let ctx: Context;
let ids: Map<string, string>;

const token = (scopes = ['repo'], expiresAt: Date | null = null) =>
  host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes, expiresAt });

beforeAll(async () => {
  const rows = Array.from({ length: total }, (_, index) => ({
    name: `Fleet-${String(index).padStart(3, '0')}${index % 10 === 7 ? '-100%_edge' : ''}`,
    gitIntegrationId: integrationId,
    repository: index % 2 === 0 ? 'acme/gitops-config' : 'acme/staging-config',
    installedAt: new Date(),
  }));
  const written = await db.insert(runtimes).values(rows).returning({ id: runtimes.id, name: runtimes.name });
  ids = new Map(written.map((row) => [row.name.slice(0, 9), row.id]));
  ctx = await person();
  const add = async (name: string, text: string) => {
    const runtimeId = ids.get(name) ?? '';
    value(await addToken(ctx, { runtimeId, token: text, expiresOn: null, acceptOtherOwner: false }));
    return runtimeId;
  };
  await add('Fleet-010', token());
  await add('Fleet-120', token(['repo'], new Date(Date.now() + 3 * 86_400_000)));
  const revoked = token();
  const runtimeId = await add('Fleet-090', revoked);
  host.control.revokeToken(revoked);
  value(await checkToken(ctx, { runtimeId }));
});

function list(query: object): Promise<RuntimePage> {
  return listRuntimes(ctx, runtimeQuerySchema.parse(query));
}

const names = (page: RuntimePage) => page.rows.map((row) => row.name);

describe('the list of runtimes', () => {
  it('shows what needs me first, then what expires soon, then the rest by name', async () => {
    const page = await list({});
    expect(names(page).slice(0, 4)).toEqual(['Fleet-090', 'Fleet-120', 'Fleet-000', 'Fleet-001']);
    expect(page.rows).toHaveLength(pageSize);
    expect(page.attention?.name).toBe('Fleet-090');
    expect(page.counts).toEqual({
      all: total,
      needs_me: 1,
      expiring: 1,
      unsure: 0,
      authorized: 1,
      not_authorized: total - 3,
    });
  });

  it('goes through all pages and back, each row once, with its numbers', async () => {
    const pages: RuntimePage[] = [];
    let cursor: string | null = null;
    do {
      const page: RuntimePage = await list({ cursor });
      pages.push(page);
      cursor = page.next;
    } while (cursor !== null);
    const all = pages.flatMap(names);
    expect(new Set(all).size).toBe(total);
    expect(all).toHaveLength(total);
    expect(pages.map((page) => page.firstIndex)).toEqual([1, 51, 101]);
    const second = await list({ cursor: pages[2]?.previous ?? null });
    expect(names(second)).toEqual(names(pages[1] ?? second));
    expect(second.firstIndex).toBe(51);
    const first = await list({ cursor: second.previous });
    expect(names(first)).toEqual(names(pages[0] ?? first));
    expect([first.firstIndex, first.previous]).toEqual([1, null]);
  });

  it.each([
    ['needs_me', ['Fleet-090']],
    ['expiring', ['Fleet-120']],
    ['authorized', ['Fleet-010']],
    ['unsure', []],
  ])('filters by %s', async (filter, expected) => {
    const page = await list({ filter });
    expect(names(page)).toEqual(expected);
    expect(page.matching).toBe(expected.length);
    expect(page.attention?.name).toBe('Fleet-090');
  });

  it('filters by not authorized', async () => {
    const page = await list({ filter: 'not_authorized' });
    expect(page.matching).toBe(total - 3);
    expect(names(page)).not.toContain('Fleet-090');
  });

  it('finds by part of a name or repository, whatever the case; % and _ mean themselves', async () => {
    expect((await list({ q: 'fLeEt-09' })).matching).toBe(10);
    expect((await list({ q: '100%_EDGE' })).matching).toBe(12);
    expect((await list({ q: '%' })).matching).toBe(12);
    expect((await list({ q: 'staging-config' })).matching).toBe(63);
    expect((await list({ q: 'nothing like it' })).rows).toEqual([]);
  });

  it('searches within a filter and pages through what it found', async () => {
    const page = await list({ q: 'gitops', filter: 'not_authorized' });
    expect(page.matching).toBe(61);
    expect((await list({ q: 'gitops', filter: 'not_authorized', cursor: page.next })).rows).toHaveLength(11);
  });

  it('a page that is empty by now gives the beginning, not nothing', async () => {
    const past = Buffer.from('[1,0,50,"zzzz"]').toString('base64url');
    const page = await list({ filter: 'not_authorized', cursor: past });
    expect([page.rows.length, page.firstIndex]).toEqual([pageSize, 1]);
  });

  it('row 123: odd cursors, filters and searches give a list, never an error', async () => {
    for (const query of [
      { cursor: 'garbage' },
      { cursor: Buffer.from('[1,99,5,"x"]').toString('base64url') },
      { cursor: Buffer.from('[1,-1,1e9,"x"]').toString('base64url') },
      { cursor: Buffer.from('["a",{},null,"\\u0000"]').toString('base64url') },
      { filter: ';drop' },
      { q: '\0' },
      { q: ['a', 'b'] },
    ]) {
      const page = await list(query);
      expect(page.counts.all).toBe(total);
    }
  });

  it('row 124: 50,000 letters are searched as fast as 100', async () => {
    const page = await list({ q: 'a'.repeat(50_000) });
    expect(page.matching).toBe(0);
  });

  it('another person sees none of my tokens', async () => {
    const page = await listRuntimes(await person(), runtimeQuerySchema.parse({}));
    expect(page.counts.not_authorized).toBe(total);
    expect(page.reusable).toEqual([]);
    expect(page.rows.every((row) => row.token === null)).toBe(true);
  });

  it('offers my good tokens to other runtimes, with how many they serve', async () => {
    const { reusable } = await list({});
    expect(reusable).toHaveLength(2);
    expect(reusable.every((view) => view.runtimes === 1 && view.login === 'octo-ada')).toBe(true);
  });
});
