import { randomBytes } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { auditEvents } from '#db/schema/audit.ts';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { gitEvents, runtimeKeys, runtimeMembers, runtimes } from '#db/schema/runtimes.ts';
import { users } from '#db/schema/users.ts';
import { installation } from '#e2e/fixtures/installation.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { visitor } from '#e2e/parts/consent.ts';
import { provideKeys } from '#lib/cipher.ts';
import type { Context } from '#lib/context.ts';
import { startRuntimeAuthorization } from '#lib/git-runtime-tokens/authorize.ts';
import { addToken } from '#lib/git-tokens/add.ts';
import { startAuthorization } from '#lib/git-tokens/authorize.ts';
import { completeAuthorization } from '#lib/git-tokens/complete.ts';
import { reuseToken } from '#lib/git-tokens/reuse.ts';
import { parseKeys } from '#lib/keys.ts';
import { createRuntimeKey } from '#lib/runtime-keys/create.ts';
import { webhookAddress } from '#lib/webhooks/address.ts';
import { createWebhook } from '#lib/webhooks/create.ts';
import { readRuntime } from './read.ts';
import { removeRuntime } from './remove.ts';
import { setRuntimeAccess } from './set-access.ts';
import { showRuntime } from './show.ts';

const world = await testWorld();
const { host, db, person, runtime, integrationId } = world;
const { begin, robotToken, setToken } = installation(world);
let admin: Context;
let runtimeId: string;

/** A runtime as it is after its installation. */
async function installed(): Promise<string> {
  const id = await begin(admin);
  value(await setToken(admin, id, robotToken()));
  value(await createWebhook(admin, { runtimeId: id }));
  value(await createRuntimeKey(admin, { runtimeId: id }));
  return id;
}

beforeEach(async () => {
  host.control.setBehaviour({});
  host.control.clearOverrides();
  admin = await person('administrator');
  runtimeId = await installed();
});

const remove = (who = admin, id = runtimeId) => removeRuntime(who, { runtimeId: id });
const hooks = (id = runtimeId, repository = 'acme/gitops-config') =>
  host.control.hooks(repository).filter(({ config }) => config['url'] === webhookAddress(id));
const live = () => host.control.tokens().filter(({ kind, revokedAt }) => kind === 'oauth' && revokedAt === null).length;

async function addPat(ctx: Context, id = runtimeId) {
  const token = host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
  return value(await addToken(ctx, { runtimeId: id, token, expiresOn: null, acceptOtherOwner: false })).row.token?.id;
}

async function authorize(ctx: Context, id = runtimeId): Promise<void> {
  const { url } = value(await startAuthorization(ctx, { runtimeId: id, acceptOtherOwner: false }));
  const back = await visitor(host.origin, 'octo-ada').consent(url);
  value(await completeAuthorization(ctx, integrationId, back.searchParams));
}

async function authorizeRuntime(): Promise<void> {
  const { url } = value(await startRuntimeAuthorization(admin, { runtimeId, acceptOtherOwner: false }));
  const back = await visitor(host.origin, 'gitops-robot').consent(url);
  value(await completeAuthorization(admin, integrationId, back.searchParams));
}

const tokensOf = (ctx: Context) => db.select().from(gitTokens).where(eq(gitTokens.userId, ctx.actor.userId));

describe('removing a runtime', () => {
  it('takes its webhook at the provider, its keys, events, members, links and its token', async () => {
    const user = await person();
    await addPat(user);
    value(await setRuntimeAccess(admin, { runtimeId, openTo: 'members', memberIds: [user.actor.userId], began: null }));
    await db.insert(gitEvents).values({ runtimeId, deliveryId: 'one', kind: 'ping' });
    expect(hooks()).toHaveLength(1);
    const removed = value(await remove());
    expect(removed).toMatchObject({ webhook: 'deleted', webhookUrl: null, tokensDeleted: 2 });
    expect(removed.left).toEqual([
      expect.stringMatching(/^The Git runtime token \(classic PAT ….{4} of gitops-robot\)/),
    ]);
    expect(hooks()).toEqual([]);
    for (const table of [gitEvents, runtimeKeys, runtimeMembers, authorizations, gitTokens]) {
      expect(await db.select().from(table).where(eq(table.runtimeId, runtimeId))).toEqual([]);
    }
    expect(await showRuntime(admin, { runtimeId })).toEqual({ ok: false, code: 'not_found' });
    expect(await tokensOf(user)).toEqual([]);
  });

  it('is written down, and the record outlives it', async () => {
    value(await remove());
    const acts = await db
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.runtimeId, runtimeId), eq(auditEvents.action, 'runtime.remove')));
    expect(acts).toMatchObject([{ actorId: admin.actor.userId, outcome: 'ok' }]);
  });

  it('keeps a token that serves another runtime of the person', async () => {
    const [user, both] = [await person(), await person()];
    const other = await runtime('acme/staging-config');
    await addPat(user);
    const tokenId = (await addPat(both)) ?? '';
    value(await reuseToken(both, { tokenId, runtimeIds: [other] }));
    expect(value(await remove()).tokensDeleted).toBe(2);
    expect(await tokensOf(user)).toEqual([]);
    expect((await tokensOf(both)).map(({ id }) => id)).toEqual([tokenId]);
  });

  it('keeps a token that serves a runtime which the person may not use now: they may be let back in', async () => {
    const user = await person();
    const closed = await runtime('acme/staging-config');
    const tokenId = (await addPat(user)) ?? '';
    value(await reuseToken(user, { tokenId, runtimeIds: [closed] }));
    value(await setRuntimeAccess(admin, { runtimeId: closed, openTo: 'members', memberIds: [], began: null }));
    expect(value(await remove()).tokensDeleted).toBe(1);
    expect((await tokensOf(user)).map(({ id }) => id)).toEqual([tokenId]);
    value(
      await setRuntimeAccess(admin, {
        runtimeId: closed,
        openTo: 'members',
        memberIds: [user.actor.userId],
        began: null,
      }),
    );
    expect((await readRuntime(user, closed))?.token?.id).toBe(tokenId);
  });

  it('revokes the OAuth tokens that served it alone, its own among them, and says nothing is left', async () => {
    const before = live();
    await authorizeRuntime();
    await authorize(await person());
    await authorize(await person());
    expect(live()).toBe(before + 3);
    expect(value(await remove())).toEqual({ webhook: 'deleted', webhookUrl: null, tokensDeleted: 3, left: [] });
    expect(live()).toBe(before);
  });

  it('one that was only begun goes without a word to the provider', async () => {
    const id = await begin(admin);
    host.control.clearRequests();
    expect(value(await remove(admin, id))).toEqual({ webhook: 'none', webhookUrl: null, tokensDeleted: 0, left: [] });
    expect(host.control.count()).toBe(0);
  });

  it('finds the webhook whose creation was never answered, and takes it too', async () => {
    const id = await begin(admin, 'acme/edge-config');
    value(await setToken(admin, id, robotToken()));
    host.control.setBehaviour({ loseHookAnswer: true });
    expect((await createWebhook(admin, { runtimeId: id })).ok).toBe(false);
    expect(hooks(id, 'acme/edge-config')).toHaveLength(1);
    host.control.setBehaviour({});
    expect(value(await remove(admin, id)).webhook).toBe('deleted');
    expect(hooks(id, 'acme/edge-config')).toEqual([]);
  });
});

describe('what cannot be removed or revoked never stops it, and is named', () => {
  it('a provider that is down: the webhook with the page to do it by hand, and every token', async () => {
    await authorizeRuntime();
    const user = await person();
    await authorize(user);
    await db.update(users).set({ name: 'Grace Hopper' }).where(eq(users.id, user.actor.userId));
    host.control.setBehaviour({ down: true });
    const removed = value(await remove());
    expect(removed).toMatchObject({
      webhook: 'left',
      webhookUrl: `${host.origin}/acme/gitops-config/settings/hooks`,
      tokensDeleted: 2,
    });
    const hostname = new URL(host.origin).host;
    expect(removed.left).toEqual([
      `The webhook of acme/gitops-config may still be there: ${hostname} could not be reached. Remove it at ${hostname}.`,
      expect.stringMatching(/^The Git runtime token \(OAuth ….{4} of gitops-robot\) could not be revoked\./),
      expect.stringMatching(/^A token of Grace Hopper \(OAuth ….{4} of octo-ada\) could not be revoked\./),
    ]);
    expect(await db.select().from(runtimes).where(eq(runtimes.id, runtimeId))).toEqual([]);
    expect(hooks()).toHaveLength(1);
  });

  it('a provider that does not answer is not asked again for each of many tokens', async () => {
    for (let index = 0; index < 4; index += 1) await authorize(await person());
    host.control.setBehaviour({ unavailable: true });
    host.control.clearRequests();
    expect(value(await remove()).tokensDeleted).toBe(5);
    expect(host.control.count({ method: 'DELETE', path: /applications/ })).toBe(1);
  });

  it('a slow one is asked about several tokens at a time, the first of them alone', async () => {
    for (let index = 0; index < 9; index += 1) await authorize(await person());
    const slowMs = 300;
    host.control.setBehaviour({ slowMs });
    const before = live();
    const began = performance.now();
    expect(value(await remove()).left).toEqual([expect.stringMatching(/^The Git runtime token \(classic PAT/)]);
    // One after the other they alone are nine times as slow; the webhook's removal is in it too.
    expect(performance.now() - began).toBeLessThan(9 * slowMs);
    expect(live()).toBe(before - 9);
  });

  it('a secret that does not open any more: the runtime’s token, a person’s, the webhook’s', async () => {
    const user = await person();
    await authorize(user);
    const damaged = Buffer.from('damaged');
    const ids = [...(await tokensOf(user)).map(({ id }) => id)];
    await db.update(gitTokens).set({ accessToken: damaged }).where(inArray(gitTokens.id, ids));
    await db
      .update(gitTokens)
      .set({ accessToken: damaged, refreshToken: damaged })
      .where(eq(gitTokens.runtimeId, runtimeId));
    await db.update(runtimes).set({ webhookSecret: damaged }).where(eq(runtimes.id, runtimeId));
    const removed = value(await remove());
    expect(removed).toMatchObject({ webhook: 'left', tokensDeleted: 2 });
    expect(removed.left).toEqual([
      expect.stringContaining('the runtime has no token that could be used for it'),
      expect.stringMatching(/^The Git runtime token/),
      expect.stringMatching(/^A token of Test Person .* could not be revoked/),
    ]);
    expect(await db.select().from(runtimes).where(eq(runtimes.id, runtimeId))).toEqual([]);
  });

  it.each([
    ['revoked', (token: string) => host.control.revokeToken(token), 'does not accept the Git runtime token any more'],
    ['lacking the scope', (token: string) => host.control.changeToken(token, { scopes: [] }), 'lacks'],
  ])('a Git runtime token that is %s', async (_how, spoil, said) => {
    const token = robotToken();
    value(await setToken(admin, runtimeId, token));
    spoil(token);
    const removed = value(await remove());
    expect(removed.webhook).toBe('left');
    expect(removed.left[0]).toContain(said);
  });
});

describe('at once', () => {
  it('two administrators remove it: one does, to the other it is gone', async () => {
    const both = await Promise.all([remove(), remove(await person('administrator'))]);
    expect(both.filter((each) => each.ok)).toHaveLength(1);
    expect(both.find((each) => !each.ok)).toEqual({ ok: false, code: 'not_found' });
  });

  it('a person who uses the token for another runtime meanwhile keeps it, or never linked it', async () => {
    const user = await person();
    const other = await runtime('acme/staging-config');
    const tokenId = (await addPat(user)) ?? '';
    const [, reused] = await Promise.all([remove(), reuseToken(user, { tokenId, runtimeIds: [other] })]);
    const links = await db.select().from(authorizations).where(eq(authorizations.userId, user.actor.userId));
    const used = reused.ok && reused.value.outcomes.some((outcome) => outcome.used);
    expect(links.map((link) => link.runtimeId)).toEqual(used ? [other] : []);
    expect(await tokensOf(user)).toHaveLength(used ? 1 : 0);
  });
});

it('who is no administrator hears what is said of a runtime that does not exist, and nothing is asked', async () => {
  const user = await person();
  host.control.clearRequests();
  expect(await remove(user)).toEqual({ ok: false, code: 'not_administrator' });
  expect(await remove(admin, integrationId)).toEqual({ ok: false, code: 'not_found' });
  expect(host.control.count()).toBe(0);
  expect(hooks()).toHaveLength(1);
});

// The last, as it leaves the server without its keys.
it('a server that was not given the keys everything is sealed with removes it all the same', async () => {
  await authorizeRuntime();
  await authorize(await person());
  await db.update(runtimes).set({ webhookId: null }).where(eq(runtimes.id, runtimeId));
  provideKeys(parseKeys(`k2:${randomBytes(32).toString('base64')}`, 'test'));
  const removed = value(await remove());
  expect(removed).toMatchObject({ webhook: 'left', tokensDeleted: 2 });
  expect(removed.left).toHaveLength(3);
  expect(await db.select().from(runtimes).where(eq(runtimes.id, runtimeId))).toEqual([]);
});
