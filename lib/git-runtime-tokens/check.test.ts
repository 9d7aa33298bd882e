import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import { installation } from '#e2e/fixtures/installation.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import type { Context } from '#lib/context.ts';
import { checkStoredToken } from '#lib/git-tokens/check-stored.ts';
import { createRuntimeKey } from '#lib/runtime-keys/create.ts';
import { createWebhook } from '#lib/webhooks/create.ts';
import { checkRuntime } from './check.ts';

const world = await testWorld();
const { host, db, person, integrationId } = world;
const { begin, robotToken, setToken } = installation(world);
let admin: Context;
let runtimeId: string;
let repository: string;
let token: string;
let repositories = 0;

beforeEach(async () => {
  host.control.setBehaviour({});
  host.control.clearOverrides();
  admin = await person('administrator');
  repositories += 1;
  repository = `acme/checked-${repositories}`;
  await host.control.createRepository({ fullName: repository, roles: { 'gitops-robot': 'admin' } });
  runtimeId = await begin(admin, repository);
  token = robotToken();
  value(await setToken(admin, runtimeId, token));
});

const create = () => createWebhook(admin, { runtimeId });

async function row() {
  const [found] = await db.select().from(runtimes).where(eq(runtimes.id, runtimeId));
  if (found === undefined) throw new Error('no runtime');
  return found;
}

it('a check that nobody waits for completes an installation whose key was made before the token was good', async () => {
  host.control.changeToken(token, { scopes: ['read:user'] });
  value(await checkRuntime(admin, { runtimeId }));
  value(await createRuntimeKey(admin, { runtimeId }));
  expect((await row()).installedAt).toBeNull();
  host.control.changeToken(token, { scopes: ['repo', 'admin:repo_hook'] });
  const [stored] = await db.select().from(gitTokens).where(eq(gitTokens.runtimeId, runtimeId));
  if (stored === undefined) throw new Error('no token');
  await checkStoredToken(db, { token: stored, cause: 'event', runtimeId }, admin.now);
  expect((await row()).installedAt).toEqual(admin.now);
});

describe('check now, by an administrator', () => {
  const check = () => checkRuntime(admin, { runtimeId });

  it('says that the webhook has gone, and since when, until it is back', async () => {
    value(await create());
    expect(value(await check()).page.webhook.state).toBe('active');
    host.control.deleteHook(repository, host.control.hooks(repository)[0]?.id ?? 0);
    const { page } = value(await check());
    expect(page.webhook).toMatchObject({ state: 'gone', checkedAt: admin.now.toISOString() });
    const { webhookGoneAt } = await row();
    admin = { ...admin, now: new Date(admin.now.getTime() + 60_000) };
    value(await check());
    expect((await row()).webhookGoneAt).toEqual(webhookGoneAt);
  });

  it('says nothing new of a webhook when the provider does not answer about it', async () => {
    value(await create());
    host.control.override({ method: 'GET', path: '/hooks', status: 503 });
    expect(value(await check()).page.webhook.state).toBe('active');
  });

  it.each([
    ['revoked', () => host.control.revokeToken(token), 'revoked'],
    ['fewer scopes', () => host.control.changeToken(token, { scopes: ['read:user'] }), 'insufficient_scopes'],
    ['no access', () => host.control.setRole(repository, 'gitops-robot', null), 'insufficient_scopes'],
  ])('finds the token %s, and it needs the administrator', async (_how, change, code) => {
    value(await createRuntimeKey(admin, { runtimeId }));
    change();
    expect(value(await check()).page).toMatchObject({ state: 'token', status: { code } });
  });

  it('finds it mended again: no state of before stays', async () => {
    host.control.changeToken(token, { scopes: ['read:user'] });
    expect(value(await check()).page.status.code).toBe('insufficient_scopes');
    host.control.changeToken(token, { scopes: ['repo', 'admin:repo_hook'] });
    expect(value(await check()).page.status).toMatchObject({ code: 'authorized', missing: [] });
  });

  it('a provider that is down changes nothing but the attempt', async () => {
    const before = await db.select().from(gitTokens).where(eq(gitTokens.runtimeId, runtimeId));
    host.control.setBehaviour({ down: true });
    admin = { ...admin, now: new Date(admin.now.getTime() + 60_000) };
    expect(value(await check()).page.status.code).toBe('unreachable');
    const after = await db.select().from(gitTokens).where(eq(gitTokens.runtimeId, runtimeId));
    expect(after[0]).toEqual({ ...before[0], checkedAt: admin.now, unreachableReason: after[0]?.unreachableReason });
  });

  it('needs a token, and an administrator', async () => {
    expect(await checkRuntime(await person(), { runtimeId })).toEqual({ ok: false, code: 'not_administrator' });
    await db.delete(gitTokens).where(eq(gitTokens.runtimeId, runtimeId));
    expect(await check()).toEqual({ ok: false, code: 'no_runtime_token' });
  });

  it('a host that moved: the token is not sent to the new one', async () => {
    await db
      .update(gitIntegrations)
      .set({ origin: 'http://localhost:1', apiBase: 'http://localhost:1/api' })
      .where(eq(gitIntegrations.id, integrationId));
    try {
      host.control.clearRequests();
      expect(value(await check()).page.status.code).toBe('reconnect_required');
      expect((await create()).ok).toBe(false);
      expect(host.control.count()).toBe(0);
    } finally {
      await db
        .update(gitIntegrations)
        .set({ origin: host.origin, apiBase: `${host.origin}/rest` })
        .where(eq(gitIntegrations.id, integrationId));
    }
  });
});
