import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import { visitor } from '#e2e/parts/consent.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { backgroundDone } from '#lib/background.ts';
import type { Context } from '#lib/context.ts';
import { openIntegration, type OpenIntegration } from '#lib/git-integrations/open.ts';
import { reveal } from '#lib/secret.ts';
import { startAuthorization } from './authorize.ts';
import { checkToken } from './check.ts';
import { completeAuthorization } from './complete.ts';
import { needsRefresh, refreshToken } from './refresh.ts';
import { openAccessToken, type TokenRow } from './store.ts';

const { host, db, person, runtime, integration } = await testWorld();
const id = await integration({ provider: 'github-enterprise', clientId: 'git-tokens-expiring' });
const production = await runtime('acme/gitops-config', id);
const refreshes = { surface: 'oauth', method: 'POST', path: /access_token/ } as const;
let ctx: Context;
let opened: OpenIntegration;

async function stored(): Promise<TokenRow> {
  const [row] = await db.select().from(gitTokens).where(eq(gitTokens.userId, ctx.actor.userId));
  if (row === undefined) throw new Error('no token');
  return row;
}

async function setApplication(columns: Partial<typeof gitIntegrations.$inferInsert>) {
  const { oauthClientId = 'git-tokens-expiring', oauthClientSecret = null } = columns;
  await db.update(gitIntegrations).set({ oauthClientId, oauthClientSecret }).where(eq(gitIntegrations.id, id));
}

beforeEach(async () => {
  ctx = await person();
  const { url } = value(await startAuthorization(ctx, { runtimeId: production, acceptOtherOwner: false }));
  const back = await visitor(host.origin, 'octo-ada').consent(url);
  value(await completeAuthorization(ctx, id, back.searchParams));
  const [row] = await db.select().from(gitIntegrations).where(eq(gitIntegrations.id, id));
  if (row === undefined) throw new Error('no integration');
  opened = openIntegration(row);
  host.control.clearRequests();
});
afterEach(() => {
  host.control.setBehaviour({});
  host.control.clearOverrides();
});

/** Some time before the token ends, when it wants refreshing. */
function late(row: TokenRow): Date {
  return new Date((row.expiresAt?.getTime() ?? 0) - 5 * 60_000);
}

function newest(tokens: readonly { id: number }[]): number {
  return Math.max(...tokens.map((token) => token.id));
}

describe('refreshing', () => {
  it('is due a quarter of an hour before the end, not earlier', async () => {
    const row = await stored();
    expect(needsRefresh(row, ctx.now)).toBe(false);
    expect(needsRefresh(row, late(row))).toBe(true);
  });

  it('brings a new pair that works, and the old one ends', async () => {
    const before = await stored();
    const { outcome, row } = await refreshToken(db, before, opened, ctx.now);
    expect(outcome).toBe('refreshed');
    expect(row.generation).toBe(before.generation + 1);
    expect(row.lastFour).not.toBe(before.lastFour);
    expect(value(await checkToken(ctx, { runtimeId: production })).row.status.code).toBe('authorized');
  });

  it('happens once for fifty who ask at once, and all get the new token', async () => {
    const before = await stored();
    const results = await Promise.all(Array.from({ length: 50 }, () => refreshToken(db, before, opened, ctx.now)));
    expect(host.control.count(refreshes)).toBe(1);
    expect(results.every(({ outcome, row }) => outcome === 'refreshed' && row.generation === 2)).toBe(true);
    expect(openAccessToken(await stored(), host.origin)).not.toBeNull();
  });

  it('is done by a check when the end is near', async () => {
    const row = await stored();
    const at = { ...ctx, now: late(row) };
    expect(value(await checkToken(at, { runtimeId: production })).row.status.code).toBe('authorized');
    expect(host.control.count(refreshes)).toBe(1);
  });

  it('a refresh token that is revoked says so: revoked', async () => {
    const row = await stored();
    const body = '{"error":"bad_refresh_token"}';
    const headers = { 'content-type': 'application/json' };
    host.control.override({ path: '/login/oauth/access_token', times: 1, status: 200, headers, body });
    const { outcome, row: after } = await refreshToken(db, row, opened, ctx.now);
    expect([outcome, after.verdict, after.unusableReason]).toEqual(['dead', 'rejected', null]);
  });

  it.each([
    ['down', { down: true }],
    ['unavailable', { unavailable: true }],
  ])('a provider that is %s keeps the token, and its refresh token', async (_how, fault) => {
    const before = await stored();
    host.control.setBehaviour({ ...fault, only: ['oauth'] });
    const { outcome, row } = await refreshToken(db, before, opened, ctx.now);
    expect([outcome, row.generation, row.verdict]).toEqual(['kept', before.generation, 'accepted']);
    expect(row.refreshToken).toEqual(before.refreshToken);
  });

  it('an administrator’s wrong client secret erases nothing, and its mending mends all', async () => {
    const before = await stored();
    host.control.registerApplication({ clientId: 'git-tokens-expiring', clientSecret: 'rotated' });
    const { outcome, row } = await refreshToken(db, before, opened, ctx.now);
    host.control.registerApplication({ clientId: 'git-tokens-expiring', clientSecret: 'git-tokens-expiring-secret' });
    expect([outcome, row.unreachableReason, row.verdict]).toEqual(['kept', 'misconfigured', 'accepted']);
    expect((await refreshToken(db, row, opened, ctx.now)).outcome).toBe('refreshed');
  });

  it('an answer that was lost is told apart from a revocation: reconnect', async () => {
    const before = await stored();
    host.control.setBehaviour({ loseTokenAnswer: true });
    expect((await refreshToken(db, before, opened, ctx.now)).outcome).toBe('kept');
    host.control.setBehaviour({});
    const again = await refreshToken(db, await stored(), opened, ctx.now);
    expect([again.outcome, again.row.unusableReason]).toEqual(['dead', 'refresh_interrupted']);
  });

  it('a lease that another process holds is waited for, and taken when it has run out', async () => {
    const before = await stored();
    await db
      .update(gitTokens)
      .set({ refreshClaim: crypto.randomUUID(), refreshClaimUntil: sql`now() - interval '1 second'` })
      .where(eq(gitTokens.id, before.id));
    expect((await refreshToken(db, before, opened, ctx.now)).outcome).toBe('refreshed');
  });

  it('an owner that was paused past its lease still brings the new pair, unless another was brought meanwhile', async () => {
    const before = await stored();
    host.control.setBehaviour({ slowMs: 300, only: ['oauth'] });
    const lapse = async (more: Partial<TokenRow> = {}) => {
      await expect.poll(async () => (await stored()).refreshDispatchedAt).not.toBeNull();
      await db
        .update(gitTokens)
        .set({ refreshClaim: crypto.randomUUID(), ...more })
        .where(eq(gitTokens.id, before.id));
    };
    const [first] = await Promise.all([refreshToken(db, before, opened, ctx.now), lapse()]);
    expect([first.outcome, first.row.generation]).toEqual(['refreshed', before.generation + 1]);
    const replaced = { generation: first.row.generation + 1, lastFour: 'next' };
    await Promise.all([refreshToken(db, first.row, opened, ctx.now), lapse(replaced)]);
    expect(await stored()).toMatchObject(replaced);
  });

  it('an owner that was paused past its lease writes no failure', async () => {
    const before = await stored();
    host.control.setBehaviour({ slowMs: 300, unavailable: true, only: ['oauth'] });
    const paused = refreshToken(db, before, opened, ctx.now);
    await expect.poll(async () => (await stored()).refreshDispatchedAt).not.toBeNull();
    const other = crypto.randomUUID();
    await db.update(gitTokens).set({ refreshClaim: other }).where(eq(gitTokens.id, before.id));
    expect((await paused).outcome).toBe('kept');
    expect(await stored()).toMatchObject({ refreshClaim: other, unreachableReason: null });
  });

  it('a database that is away for longer than the lease does not cost the new pair', async () => {
    const before = await stored();
    await db.execute(sql`create or replace function refuse() returns trigger language plpgsql as $$
      begin if new.generation > old.generation then raise exception 'away'; end if; return new; end $$`);
    await db.execute(sql`create trigger away before update on git_tokens for each row execute function refuse()`);
    const going = refreshToken(db, before, opened, ctx.now);
    await expect.poll(() => host.control.count(refreshes)).toBe(1);
    await db
      .update(gitTokens)
      .set({ refreshClaimUntil: sql`now() - interval '1 second'` })
      .where(eq(gitTokens.id, before.id));
    // Another process finds the lease lapsed, the refresh token spent, and the token it gave at first dead.
    const other = await refreshToken(db, before, opened, ctx.now);
    expect([other.outcome, other.row.unusableReason]).toEqual(['dead', 'refresh_interrupted']);
    await db.update(gitTokens).set({ verdict: 'rejected' }).where(eq(gitTokens.id, before.id));
    await db.execute(sql`drop trigger away on git_tokens`);
    expect((await going).outcome).toBe('refreshed');
    const after = await stored();
    expect(after).toMatchObject({ generation: before.generation + 1, unusableReason: null, verdict: 'accepted' });
    expect(after.lastFour).not.toBe(before.lastFour);
    expect(openAccessToken(after, host.origin)).not.toBeNull();
  });

  it('is waited for by a stop, although the person who asked is gone', async () => {
    const row = await stored();
    host.control.setBehaviour({ slowMs: 300, only: ['oauth'] });
    const left = checkToken({ ...ctx, now: late(row) }, { runtimeId: production });
    await expect.poll(async () => (await stored()).refreshDispatchedAt).not.toBeNull();
    await backgroundDone();
    expect((await stored()).generation).toBe(row.generation + 1);
    value(await left);
  });

  it.each([
    ['no OAuth application any more', () => setApplication({ oauthClientId: null, oauthClientSecret: null })],
    ['a client secret that does not open', () => setApplication({ oauthClientSecret: Buffer.alloc(60, 1) })],
    [
      'a refresh token that does not open',
      () =>
        db
          .update(gitTokens)
          .set({ refreshToken: Buffer.alloc(60, 1) })
          .where(eq(gitTokens.userId, ctx.actor.userId)),
    ],
  ])('a token that was refused is revoked, where it cannot be refreshed: %s', async (_why, change) => {
    const [settings] = await db.select().from(gitIntegrations).where(eq(gitIntegrations.id, id));
    const token = openAccessToken(await stored(), host.origin);
    if (token === null) throw new Error('does not open');
    host.control.revokeToken(reveal(token));
    await change();
    try {
      expect(value(await checkToken(ctx, { runtimeId: production })).row.status.code).toBe('revoked');
      expect(host.control.count(refreshes)).toBe(0);
    } finally {
      await setApplication(settings ?? {});
    }
  });

  it('a token that was refused stays as it is, where another process has the key to refresh it', async () => {
    const before = await stored();
    const token = openAccessToken(before, host.origin);
    if (token === null || opened.application === null) throw new Error('does not open');
    host.control.expireToken(reveal(token));
    const [settings] = await db.select().from(gitIntegrations).where(eq(gitIntegrations.id, id));
    const elsewhere = Buffer.from(settings?.oauthClientSecret ?? []);
    elsewhere.write('k9', 2);
    await setApplication({ oauthClientSecret: elsewhere });
    try {
      expect(value(await checkToken(ctx, { runtimeId: production })).row.status.code).toBe('authorized');
      expect(await stored()).toEqual(before);
    } finally {
      await setApplication(settings ?? {});
    }
    expect(value(await checkToken(ctx, { runtimeId: production })).row.status.code).toBe('authorized');
    expect((await stored()).generation).toBe(before.generation + 1);
  });

  it('a new pair is held until the database takes it', async () => {
    const before = await stored();
    await db.execute(sql`create or replace function refuse() returns trigger language plpgsql as $$
      begin if new.generation > old.generation then raise exception 'away'; end if; return new; end $$`);
    await db.execute(sql`create trigger away before update on git_tokens for each row execute function refuse()`);
    const going = refreshToken(db, before, opened, ctx.now);
    await expect.poll(() => host.control.count(refreshes)).toBe(1);
    await db.execute(sql`drop trigger away on git_tokens`);
    expect((await going).outcome).toBe('refreshed');
    expect((await stored()).generation).toBe(before.generation + 1);
  });

  it('a refresh token that ended of age is no revocation', async () => {
    const before = await stored();
    const lapsed = { ...before, refreshExpiresAt: new Date(ctx.now.getTime() - 1) };
    await db.update(gitTokens).set({ refreshExpiresAt: lapsed.refreshExpiresAt }).where(eq(gitTokens.id, before.id));
    const headers = { 'content-type': 'application/json' };
    const body = '{"error":"bad_refresh_token"}';
    host.control.override({ path: '/login/oauth/access_token', times: 1, status: 200, headers, body });
    const { row } = await refreshToken(db, lapsed, opened, ctx.now);
    expect([row.verdict, row.unusableReason]).toEqual(['accepted', 'refresh_rejected']);
  });

  it('a token that was deleted meanwhile does not come back, nor does what was granted since live on', async () => {
    const before = await stored();
    host.control.setBehaviour({ slowMs: 200, only: ['oauth'] });
    const going = refreshToken(db, before, opened, ctx.now);
    await expect.poll(() => host.control.count(refreshes)).toBe(1);
    await db.delete(gitTokens).where(eq(gitTokens.id, before.id));
    await going;
    expect(await db.select().from(gitTokens).where(eq(gitTokens.id, before.id))).toHaveLength(0);
    const alive = host.control.tokens().filter((token) => token.kind === 'oauth' && !token.revokedAt);
    expect(alive.map((token) => token.id)).not.toContain(newest(host.control.tokens()));
  });
});
