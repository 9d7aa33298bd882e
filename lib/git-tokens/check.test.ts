import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import type { Context } from '#lib/context.ts';
import { gitProvider } from '#lib/git-providers/registry.ts';
import { findOtherRuntimes } from '#lib/runtimes/list-others.ts';
import { reveal } from '#lib/secret.ts';
import { addToken } from './add.ts';
import { checkToken } from './check.ts';
import { deleteToken } from './delete.ts';
import { findMyRuntime } from './find.ts';
import { openAccessToken } from './store.ts';
import { reuseToken } from './reuse.ts';

const { host, db, person, runtime, integration } = await testWorld();
const production = await runtime('acme/gitops-config');
const staging = await runtime('acme/staging-config');
const enterprise = await integration({ provider: 'github-enterprise', byAddress: true });
let ctx: Context;
let text: string;
let tokenId: string;

beforeEach(async () => {
  ctx = await person();
  text = host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
  const added = value(
    await addToken(ctx, { runtimeId: production, token: text, expiresOn: null, acceptOtherOwner: false }),
  );
  tokenId = added.row.token?.id ?? '';
});
afterEach(() => host.control.setBehaviour({}));

async function check(runtimeId = production, at = ctx) {
  return value(await checkToken(at, { runtimeId })).row;
}

describe('check now', () => {
  it('says revoked, and when, after one refusal: the person asked', async () => {
    host.control.revokeToken(text);
    const row = await check();
    expect(row.status).toMatchObject({ code: 'revoked', verdictAt: ctx.now.toISOString() });
  });

  it('still says since when, however often it is checked again', async () => {
    host.control.revokeToken(text);
    await check();
    const later = { ...ctx, now: new Date(ctx.now.getTime() + 3_600_000) };
    expect((await check(production, later)).status).toMatchObject({
      code: 'revoked',
      verdictAt: ctx.now.toISOString(),
      checkedAt: later.now.toISOString(),
    });
  });

  it('says expired when the date the provider told has passed', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000);
    const token = host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'], expiresAt });
    value(await addToken(ctx, { runtimeId: production, token, expiresOn: null, acceptOtherOwner: false }));
    host.control.expireToken(token);
    const row = await check(production, { ...ctx, now: new Date(Date.now() + 2 * 86_400_000) });
    expect(row.status.code).toBe('expired');
  });

  it('turns revoked everywhere the token is used', async () => {
    value(await reuseToken(ctx, { tokenId, runtimeIds: [staging] }));
    host.control.revokeToken(text);
    await check();
    expect((await check(staging)).status.code).toBe('revoked');
  });

  it('names the scope that was taken from it, and is good again when it is back', async () => {
    host.control.changeToken(text, { scopes: ['read:user'] });
    expect((await check()).status).toMatchObject({ code: 'insufficient_scopes', missing: ['repo'] });
    host.control.changeToken(text, { scopes: ['repo'] });
    expect((await check()).status.code).toBe('authorized');
  });

  it.each([
    ['down', { down: true }],
    ['unavailable', { unavailable: true }],
    ['rate-limited', { rateLimited: true }],
    ['answering HTML', { html: true }],
    ['redirecting', { redirectTo: 'https://example.com/' }],
  ])('a provider that is %s costs nothing: unreachable, with the last good state and its age', async (_how, fault) => {
    host.control.setBehaviour(fault);
    const row = await check(production, { ...ctx, now: new Date(ctx.now.getTime() + 60_000) });
    expect(row.status).toMatchObject({ code: 'unreachable', acceptedAt: ctx.now.toISOString() });
    host.control.setBehaviour({});
    expect((await check()).status.code).toBe('authorized');
  });

  it('asks once when the answer is 401', async () => {
    host.control.revokeToken(text);
    host.control.clearRequests();
    await check();
    expect(host.control.count({ surface: 'api' })).toBe(1);
  });

  it('a token of another person is not there to check', async () => {
    expect(await checkToken(await person(), { runtimeId: production })).toEqual({ ok: false, code: 'no_token' });
  });

  it('a host that changed makes the token unusable, and the new host never sees it', async () => {
    const id = await integration({ provider: 'github-enterprise' });
    const runtimeId = await runtime('acme/gitops-config', id);
    value(await addToken(ctx, { runtimeId, token: text, expiresOn: null, acceptOtherOwner: false }));
    const moved = host.origin.replace('localhost', '[::1]');
    await db
      .update(gitIntegrations)
      .set({ origin: moved, apiBase: `${moved}/api/v3` })
      .where(eq(gitIntegrations.id, id));
    host.control.clearRequests();
    expect((await check(runtimeId)).status.code).toBe('reconnect_required');
    expect(host.control.count()).toBe(0);
  });

  it('a damaged row costs that token alone', async () => {
    const [row] = await db.select().from(gitTokens).where(eq(gitTokens.id, tokenId));
    const damaged = Uint8Array.from(row?.accessToken ?? []).with(20, 0);
    await db.update(gitTokens).set({ accessToken: damaged }).where(eq(gitTokens.id, tokenId));
    expect((await check()).status.code).toBe('reconnect_required');
  });
});

describe('use for other runtimes', () => {
  it('checks each for its own repository and reports one by one', async () => {
    const readable = await runtime('acme/observability');
    const { outcomes } = value(await reuseToken(ctx, { tokenId, runtimeIds: [staging, readable] }));
    expect(outcomes.map(({ runtimeId, used, status }) => [runtimeId, used, status.code])).toEqual([
      [staging, true, 'authorized'],
      [readable, false, 'insufficient_scopes'],
    ]);
  });

  it('serves only runtimes of its own integration', async () => {
    const elsewhere = await runtime('acme/gitops-config', enterprise);
    expect(await reuseToken(ctx, { tokenId, runtimeIds: [elsewhere] })).toEqual({ ok: false, code: 'not_found' });
  });

  it('another person’s token answers as one that does not exist', async () => {
    const other = await person();
    const refused = { ok: false, code: 'no_token' };
    expect(await reuseToken(other, { tokenId, runtimeIds: [staging] })).toEqual(refused);
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect(await reuseToken(other, { tokenId: unknown, runtimeIds: [staging] })).toEqual(refused);
  });
});

describe('further runtimes to choose from', () => {
  it('are those of the same integration, found by name or repository', async () => {
    const { others } = value(await findOtherRuntimes(ctx, { runtimeId: production, q: 'STAGING', previous: null }));
    expect(others.map((other) => [other.id, other.status])).toEqual([[staging, 'not_authorized']]);
  });

  it('of a runtime that does not exist are not found', async () => {
    const runtimeId = '00000000-0000-4000-8000-000000000000';
    expect(await findOtherRuntimes(ctx, { runtimeId, q: '', previous: null })).toEqual({
      ok: false,
      code: 'not_found',
    });
  });
});

describe('delete token', () => {
  const input = { runtimeId: production, everywhere: false, revoke: true };

  it('revokes it at the provider when nothing else uses it', async () => {
    const { row, revocation } = value(await deleteToken(ctx, input));
    expect([row.status.code, revocation]).toEqual(['not_authorized', 'revoked']);
    const response = await fetch(`${host.origin}/rest/user`, { headers: { authorization: `Bearer ${text}` } });
    expect(response.status).toBe(401);
    expect(await db.select().from(gitTokens).where(eq(gitTokens.id, tokenId))).toHaveLength(0);
  });

  it('leaves it alone while another runtime uses it', async () => {
    value(await reuseToken(ctx, { tokenId, runtimeIds: [staging] }));
    expect(value(await deleteToken(ctx, input)).revocation).toBe('still_used');
    expect((await check(staging)).status.code).toBe('authorized');
  });

  it('takes it from every runtime when asked to', async () => {
    value(await reuseToken(ctx, { tokenId, runtimeIds: [staging] }));
    expect(value(await deleteToken(ctx, { ...input, everywhere: true })).revocation).toBe('revoked');
    expect(await checkToken(ctx, { runtimeId: staging })).toMatchObject({ code: 'no_token' });
  });

  it('says so when the provider is down, or has no way', async () => {
    host.control.setBehaviour({ down: true });
    expect(value(await deleteToken(ctx, input))).toMatchObject({ revocation: 'failed', row: { token: null } });
    host.control.setBehaviour({});
    const runtimeId = await runtime('acme/gitops-config', enterprise);
    value(await addToken(ctx, { runtimeId, token: text, expiresOn: null, acceptOtherOwner: false }));
    const deleted = value(await deleteToken(ctx, { ...input, runtimeId }));
    expect(deleted.revocation).toBe('unsupported');
    expect(deleted.manageUrl).toContain('/settings/tokens');
  });

  it('a second click finds nothing more to do', async () => {
    value(await deleteToken(ctx, input));
    expect(await deleteToken(ctx, input)).toEqual({ ok: false, code: 'no_token' });
  });
});

it('a stored token is good for a real git push, made with what the store opens, as its owner', async () => {
  const mine = await findMyRuntime(ctx, production);
  const provider = gitProvider('github');
  const row = mine?.token;
  if (!mine || !row || !provider) throw new Error('nothing stored');
  const opened = openAccessToken(row, host.origin);
  if (opened === null) throw new Error('does not open');
  const folder = mkdtempSync(path.join(tmpdir(), 'push-'));
  const run = promisify(execFile);
  const git = (...args: string[]) =>
    run('git', args, { cwd: folder, env: { ...process.env, GIT_TERMINAL_PROMPT: '0' } });
  try {
    const address = new URL(provider.cloneUrl(mine.integration.host, mine.repository));
    address.username = provider.basicUser(row.kind, row.ownerLogin ?? '');
    address.password = reveal(opened);
    await git('clone', '--quiet', address.href, '.');
    writeFileSync(path.join(folder, 'release.yaml'), `version: ${Date.now()}\n`);
    await git('add', '.');
    await git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'commit', '-qm', 'Promote to production');
    await git('push', '--quiet', 'origin', 'HEAD:main');
    expect((await host.control.commits('acme/gitops-config'))[0]).toBe('Promote to production');
    expect(host.control.pushes('acme/gitops-config').at(-1)).toMatchObject({ login: 'octo-ada' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
