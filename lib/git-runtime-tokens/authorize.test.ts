import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { gitTokens, oauthStates } from '#db/schema/git-tokens.ts';
import { installation } from '#e2e/fixtures/installation.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { Visitor } from '#e2e/git-host/visitor.ts';
import { visitor } from '#e2e/parts/consent.ts';
import type { Context } from '#lib/context.ts';
import { completeAuthorization } from '#lib/git-tokens/complete.ts';
import { showRuntime } from '#lib/runtimes/show.ts';
import { createWebhook } from '#lib/webhooks/create.ts';
import { startRuntimeAuthorization } from './authorize.ts';
import { checkRuntime } from './check.ts';

const world = await testWorld();
const { host, db, person, integration, integrationId } = world;
const { begin, robotToken, setToken } = installation(world);
let admin: Context;
let runtimeId: string;
let names = 0;

beforeEach(async () => {
  host.control.setBehaviour({});
  host.control.clearOverrides();
  admin = await person('administrator');
  runtimeId = await begin(admin);
});

async function start(id = runtimeId, acceptOtherOwner = false): Promise<string> {
  return value(await startRuntimeAuthorization(admin, { runtimeId: id, acceptOtherOwner })).url;
}

/** An account that never consented to us, so that the host asks it. */
function newcomer(): string {
  names += 1;
  const { login } = host.control.createUser({ login: `robot-${names}` });
  host.control.setRole('acme/gitops-config', login, 'admin');
  return login;
}

async function consented(url: string, login = 'gitops-robot', scopes?: readonly string[]): Promise<URLSearchParams> {
  return (await visitor(host.origin, login).consent(url, 'authorize', scopes)).searchParams;
}

function complete(params: URLSearchParams, who = admin, id = integrationId) {
  return completeAuthorization(who, id, params);
}

async function stored(id = runtimeId) {
  return (await db.select().from(gitTokens).where(eq(gitTokens.runtimeId, id)))[0] ?? null;
}

async function page(id = runtimeId) {
  return value(await showRuntime(admin, { runtimeId: id }));
}

/** The live OAuth tokens at the host. */
function live(): number {
  return host.control.tokens().filter(({ kind, revokedAt }) => kind === 'oauth' && revokedAt === null).length;
}

describe('a Git runtime token by OAuth', () => {
  it('asks for repo and admin:repo_hook, and becomes the runtime’s, nobody’s own', async () => {
    const url = await start();
    expect(new URL(url).searchParams.get('scope')?.split(' ')).toEqual(['repo', 'admin:repo_hook']);
    const done = await complete(await consented(url));
    expect(done).toEqual({ ok: true, value: { purpose: 'runtime', runtimeId, previousTokenId: null } });
    expect(await stored()).toMatchObject({ userId: null, kind: 'oauth', ownerLogin: 'gitops-robot' });
    expect(await page()).toMatchObject({ nextStep: 'webhook', status: { code: 'authorized' } });
    expect(await db.select().from(gitTokens).where(eq(gitTokens.userId, admin.actor.userId))).toHaveLength(0);
  });

  it('replaces the one before, which is revoked at the provider: it was granted to us alone', async () => {
    await complete(await consented(await start()));
    const before = live();
    const first = await stored();
    value(await complete(await consented(await start())));
    expect(await stored()).toMatchObject({ id: first?.id, generation: 2 });
    expect(live()).toBe(before);
  });

  it('is revoked when a personal access token takes its place', async () => {
    value(await complete(await consented(await start())));
    const before = live();
    value(await setToken(admin, runtimeId, robotToken()));
    expect(live()).toBe(before - 1);
  });

  it('is refused with what was left out at the consent page, revoked again, and the one before stays', async () => {
    const login = newcomer();
    value(await setToken(admin, runtimeId, robotToken({ login })));
    const [before, granted] = [await stored(), live()];
    const refused = await complete(await consented(await start(), login, ['admin:repo_hook']));
    expect(refused).toMatchObject({
      code: 'missing_scope',
      detail: { missing: ['repo'], purpose: 'runtime', runtimeId },
    });
    expect(await stored()).toEqual(before);
    expect(live()).toBe(granted);
  });

  it('is refused without anything before it too: nothing half-good is stored', async () => {
    const granted = live();
    const refused = await complete(await consented(await start(), newcomer(), ['admin:repo_hook']));
    expect(refused).toMatchObject({ code: 'missing_scope' });
    expect(await stored()).toBeNull();
    expect(live()).toBe(granted);
  });

  it('of another account is taken only when that was asked', async () => {
    value(await complete(await consented(await start())));
    expect(await complete(await consented(await start(), 'octo-ada'))).toMatchObject({
      code: 'other_owner',
      detail: { login: 'octo-ada', previousLogin: 'gitops-robot' },
    });
    value(await complete(await consented(await start(runtimeId, true), 'octo-ada')));
    expect((await page()).token?.login).toBe('octo-ada');
  });

  it('waits for single sign-on where that is all it lacks: revoked, it could not be authorized', async () => {
    const id = await begin(admin, 'initech/fleet');
    const refused = await complete(await consented(await start(id)));
    expect(refused).toMatchObject({ code: 'sso_required', detail: { runtimeId: id } });
    const waiting = await page(id);
    expect(waiting).toMatchObject({ nextStep: 'token', status: { code: 'sso_required' } });
    expect(waiting.status.remedyUrl).toMatch(/\/orgs\/initech\/sso/);
    const robot = new Visitor(host.origin);
    await robot.signIn('gitops-robot');
    const asked = await robot.open(waiting.status.remedyUrl ?? '');
    await robot.send(asked, asked.url.href, []);
    const checked = value(await checkRuntime(admin, { runtimeId: id })).page;
    expect(checked).toMatchObject({ nextStep: 'webhook', status: { code: 'authorized' } });
  });

  it('a provider that falls silent after the grant: nothing is stored, and what was granted is not kept', async () => {
    const params = await consented(await start());
    const granted = live();
    host.control.override({ method: 'POST', path: '/applications/', status: 503 });
    expect(await complete(params)).toMatchObject({ code: 'unreachable', detail: { purpose: 'runtime' } });
    expect(await stored()).toBeNull();
    expect(live()).toBe(granted);
  });

  it('needs an OAuth application', async () => {
    const without = await integration({ provider: 'github-enterprise', byAddress: true });
    const id = await begin(admin, 'acme/gitops-config', without);
    expect(await startRuntimeAuthorization(admin, { runtimeId: id, acceptOtherOwner: false })).toEqual({
      ok: false,
      code: 'no_oauth_application',
    });
  });
});

describe('an OAuth token that ends and renews itself', () => {
  it('is refreshed for a check and for the webhook, once each time it is due', async () => {
    const expiring = await integration({ provider: 'github-enterprise', clientId: 'git-tokens-expiring' });
    const id = await begin(admin, 'acme/gitops-config', expiring);
    const back = await visitor(host.origin, 'gitops-robot').consent(await start(id));
    value(await complete(back.searchParams, admin, expiring));
    const due = (row: Awaited<ReturnType<typeof stored>>): Context => ({
      ...admin,
      now: new Date((row?.expiresAt?.getTime() ?? 0) - 60_000),
    });
    const first = await stored(id);
    expect(value(await checkRuntime(due(first), { runtimeId: id })).page).toMatchObject({
      status: { code: 'authorized' },
      token: { expiry: 'renews' },
    });
    const second = await stored(id);
    expect(second?.generation).toBe(2);
    value(await createWebhook(due(second), { runtimeId: id }));
    expect((await stored(id))?.generation).toBe(3);
  });
});

describe('row 22: who may not', () => {
  it('cannot start one, and hears what is said of a runtime that does not exist', async () => {
    const user = await person();
    const input = { runtimeId, acceptOtherOwner: false };
    expect(await startRuntimeAuthorization(user, input)).toEqual({ ok: false, code: 'not_administrator' });
    expect(await db.select().from(oauthStates).where(eq(oauthStates.userId, user.actor.userId))).toHaveLength(0);
  });

  it('is not an administrator any more when coming back: nothing is stored', async () => {
    const params = await consented(await start());
    const demoted: Context = { ...admin, actor: { ...admin.actor, role: 'user' } };
    expect(await complete(params, demoted)).toMatchObject({ ok: false, code: 'not_found' });
    expect(await stored()).toBeNull();
  });

  it('cannot finish another administrator’s', async () => {
    const params = await consented(await start());
    expect(await complete(params, await person('administrator'))).toMatchObject({ code: 'oauth_state_unknown' });
    value(await complete(params));
  });

  it('row 23: a state is good once, and says which runtime it was for', async () => {
    const params = await consented(await start());
    value(await complete(params));
    const before = await stored();
    expect(await complete(params)).toMatchObject({
      code: 'oauth_state_used',
      detail: { purpose: 'runtime', runtimeId },
    });
    expect(await stored()).toEqual(before);
  });

  it('row 29: denied at the consent page: the one before stays', async () => {
    value(await complete(await consented(await start())));
    const before = await stored();
    const back = await visitor(host.origin, newcomer()).consent(await start(), 'cancel');
    expect(await complete(back.searchParams)).toMatchObject({ code: 'oauth_denied', detail: { runtimeId } });
    expect(await stored()).toEqual(before);
  });
});
