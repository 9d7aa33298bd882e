import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { auditEvents } from '#db/schema/audit.ts';
import { gitTokens, oauthStates } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimeKeys, runtimes } from '#db/schema/runtimes.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { visitor } from '#e2e/parts/consent.ts';
import { bodyOf, type FaultServer, startServer } from '#e2e/parts/fault-server.ts';
import { seal } from '#lib/cipher.ts';
import type { Context } from '#lib/context.ts';
import { issueCredential } from '#lib/credentials/issue.ts';
import { addToken } from '#lib/git-tokens/add.ts';
import { startAuthorization } from '#lib/git-tokens/authorize.ts';
import { checkToken } from '#lib/git-tokens/check.ts';
import { completeAuthorization } from '#lib/git-tokens/complete.ts';
import { deleteToken } from '#lib/git-tokens/delete.ts';
import { refreshToken } from '#lib/git-tokens/refresh.ts';
import { reuseToken } from '#lib/git-tokens/reuse.ts';
import { openAccessToken } from '#lib/git-tokens/store.ts';
import { readRuntime } from '#lib/runtimes/read.ts';
import { Secret } from '#lib/secret.ts';
import { openIntegration } from './open.ts';
import { updateIntegration, updateIntegrationSchema } from './update.ts';

/** SECURITY §2, "Admin edits provider base URL": whoever moves an integration to a host of theirs gets no token. */
const world = await testWorld();
const { db, host } = world;
const administrator = await world.person('administrator');
const clientId = 'git-tokens-expiring';
const integrationId = await world.integration({ provider: 'github-enterprise', clientId });
const production = await world.runtime('acme/gitops-config', integrationId);
const digest = Buffer.alloc(32, 7);
await db.insert(runtimeKeys).values({ runtimeId: production, handle: 'abcdefgh', digest });
const staging = await world.runtime('acme/staging-config', integrationId);

/** Everything anybody ever asked of the new host. */
const captured: string[] = [];
let capture: FaultServer;
/** One person with an OAuth token that can be refreshed, one with a personal access token. */
let oauth: Context;
let pat: Context;
let secrets: string[];

beforeEach(async () => {
  capture = await startServer((request, response) => {
    void bodyOf(request).then((body) => {
      captured.push(`${request.method} ${request.url} ${JSON.stringify(request.rawHeaders)} ${body}`);
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"message":"Bad credentials"}');
    });
  });
  captured.length = 0;
  await moveTo(host.origin);
  [oauth, pat] = [await world.person(), await world.person()];
  const { url } = value(await startAuthorization(oauth, { runtimeId: production, acceptOtherOwner: false }));
  value(
    await completeAuthorization(
      oauth,
      integrationId,
      (await visitor(host.origin, 'octo-ada').consent(url)).searchParams,
    ),
  );
  const token = host.control.createToken({ login: 'octo-bob', kind: 'classic', scopes: ['repo'] });
  value(await addToken(pat, { runtimeId: production, token, expiresOn: null, acceptOtherOwner: false }));
  secrets = [token, `${clientId}-secret`];
  host.control.clearRequests();
});
afterEach(async () => {
  host.control.setBehaviour({});
  await capture.stop();
});

async function settings() {
  const [row] = await db.select().from(gitIntegrations).where(eq(gitIntegrations.id, integrationId));
  if (row === undefined) throw new Error('no integration');
  return row;
}
async function move(origin: string, more: object = {}) {
  const { name, apiBase, oauthClientId } = await settings();
  const form = { integrationId, name, origin, apiBase, oauthClientId: oauthClientId ?? '', ...more };
  return updateIntegration(administrator, updateIntegrationSchema.parse(form));
}
async function moveTo(origin: string) {
  const application =
    origin === host.origin ? { oauthClientId: clientId, oauthClientSecret: `${clientId}-secret` } : {};
  return value(await move(origin, { confirmOriginChange: true, ...application })).page;
}
async function tokenOf({ actor }: Context) {
  const [row] = await db.select().from(gitTokens).where(eq(gitTokens.userId, actor.userId));
  if (row === undefined) throw new Error('no token');
  return row;
}
/** What the runtime gets for a person at an origin. */
const credential = ({ actor, now }: Context, origin: string) =>
  issueCredential(
    db,
    { digests: [digest], userId: actor.userId, email: null, origin, username: null, address: null, now },
    (handedOut) => handedOut,
  );
const status = async (ctx: Context) => (await readRuntime(ctx, production))?.status.code;

test('row 64: another origin is not taken before it is confirmed, and it is said what it costs', async () => {
  const before = await settings();
  const answer = await move(capture.origin);
  expect(answer).toEqual({
    ok: false,
    code: 'origin_change',
    detail: {
      oldHost: new URL(host.origin).host,
      newHost: new URL(capture.origin).host,
      tokens: expect.any(Number),
      people: expect.any(Number),
    },
  });
  expect(!answer.ok && Number(answer.detail?.['tokens'])).toBeGreaterThanOrEqual(2);
  expect(!answer.ok && Number(answer.detail?.['people'])).toBeGreaterThanOrEqual(2);
  expect(await settings()).toEqual(before);
  expect([await status(oauth), await status(pat)]).toEqual(['authorized', 'authorized']);
});

test('row 64: once moved, no token and no client secret ever reaches the new host, whatever is done', async () => {
  const both = [oauth, pat];
  const opened = await Promise.all(both.map(async (ctx) => openAccessToken(await tokenOf(ctx), host.origin)));
  expect(opened.every((token) => token !== null)).toBe(true);
  for (const ctx of both) expect((await credential(ctx, host.origin)).ok).toBe(true);
  const page = await moveTo(capture.origin);
  expect(page).toMatchObject({ oauthClientId: null, hasClientSecret: false, apiBase: `${capture.origin}/api/v3` });
  const integration = openIntegration(await settings());
  for (const ctx of both) {
    expect(await status(ctx)).toBe('reconnect_required');
    expect((await tokenOf(ctx)).unusableReason).toBe('origin_changed');
    await checkToken(ctx, { runtimeId: production });
    await refreshToken(db, await tokenOf(ctx), integration, ctx.now);
    await reuseToken(ctx, { tokenId: (await tokenOf(ctx)).id, runtimeIds: [staging] });
    expect(openAccessToken(await tokenOf(ctx), capture.origin)).toBe(null);
    expect(await status(ctx)).toBe('reconnect_required');
    expect((await tokenOf(ctx)).unusableReason).toBe('origin_changed');
    for (const origin of [host.origin, capture.origin]) expect((await credential(ctx, origin)).ok).toBe(false);
    value(await deleteToken(ctx, { runtimeId: production, everywhere: true, revoke: true }));
  }
  expect(captured).toEqual([]);
  expect(capture.connections()).toBe(0);
});

test('row 64: a client secret given along is of the new host, and the only thing it gets', async () => {
  value(
    await move(capture.origin, {
      confirmOriginChange: true,
      oauthClientId: 'new',
      oauthClientSecret: 'new-host-secret',
    }),
  );
  await checkToken(oauth, { runtimeId: production });
  await refreshToken(db, await tokenOf(oauth), openIntegration(await settings()), oauth.now);
  const text = captured.join('\n');
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(captured).toEqual([]);
});

test('row 64: authorizations under way end, webhooks and their secrets are forgotten, and the act is written down', async () => {
  await startAuthorization(oauth, { runtimeId: production, acceptOtherOwner: false });
  const place = { table: 'runtimes', column: 'webhook_secret', rowId: production, ownerId: '', origin: host.origin };
  const webhookSecret = seal(new Secret('a-webhook-secret-of-the-old-host'), place);
  await db.update(runtimes).set({ webhookId: '7', webhookSecret }).where(eq(runtimes.id, production));
  await moveTo(capture.origin);
  expect(await db.select().from(oauthStates).where(eq(oauthStates.gitIntegrationId, integrationId))).toEqual([]);
  const [runtime] = await db.select().from(runtimes).where(eq(runtimes.id, production));
  expect(runtime).toMatchObject({ webhookId: null, webhookSecret: null });
  const acts = await db.select().from(auditEvents).where(eq(auditEvents.gitIntegrationId, integrationId));
  expect(acts.at(-1)).toMatchObject({ action: 'git_integration.change_origin', actorId: administrator.actor.userId });
});

test('row 64: a refresh that was under way does not bring its token back to life', async () => {
  host.control.setBehaviour({ slowMs: 300, only: ['oauth'] });
  const asked = () => host.control.count({ surface: 'oauth', method: 'POST', path: /access_token/ });
  const under = refreshToken(db, await tokenOf(oauth), openIntegration(await settings()), oauth.now);
  await expect.poll(asked, { interval: 5 }).toBe(1);
  await moveTo(capture.origin);
  await under;
  expect((await tokenOf(oauth)).unusableReason).toBe('origin_changed');
  expect(await status(oauth)).toBe('reconnect_required');
});

test('row 64: moved back, tokens stay unusable until a check proves them', async () => {
  await moveTo(capture.origin);
  await moveTo(host.origin);
  expect([await status(oauth), await status(pat)]).toEqual(['reconnect_required', 'reconnect_required']);
  expect(await credential(pat, host.origin)).toMatchObject({ ok: false, code: 'reconnect_required' });
  value(await checkToken(pat, { runtimeId: production }));
  expect((await credential(pat, host.origin)).ok).toBe(true);
  expect([await status(oauth), await status(pat)]).toEqual(['reconnect_required', 'authorized']);
  expect(captured).toEqual([]);
});

test('a change of the name alone touches no token', async () => {
  const before = await tokenOf(pat);
  value(await move(host.origin, { name: 'Another name' }));
  expect(await tokenOf(pat)).toEqual(before);
});
