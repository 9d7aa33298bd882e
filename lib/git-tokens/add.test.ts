import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { provideKeys } from '#lib/cipher.ts';
import type { Context } from '#lib/context.ts';
import { parseKeys } from '#lib/keys.ts';
import { Secret } from '#lib/secret.ts';
import { addToken } from './add.ts';
import { findMyRuntime } from './find.ts';
import { saveToken } from './save.ts';

const { host, db, person, runtime, integration } = await testWorld();
const production = await runtime('acme/gitops-config');
const staging = await runtime('acme/staging-config');
const day = 86_400_000;

function classic(scopes: readonly string[] = ['repo'], login = 'octo-ada', expiresAt: Date | null = null): string {
  return host.control.createToken({ login, kind: 'classic', scopes, expiresAt });
}

function add(ctx: Context, token: string, more: Partial<Parameters<typeof addToken>[1]> = {}) {
  return addToken(ctx, { runtimeId: production, token, expiresOn: null, acceptOtherOwner: false, ...more });
}

async function storedTokens(ctx: Context) {
  return db.select().from(gitTokens).where(eq(gitTokens.userId, ctx.actor.userId));
}

let ctx: Context;
beforeEach(async () => {
  host.control.setBehaviour({});
  ctx = await person();
});

it('a token is not stored for a host that its integration moved to while it was looked at', async () => {
  const id = await integration({ provider: 'github-enterprise' });
  const runtimeId = await runtime('acme/gitops-config', id);
  host.control.clearRequests();
  host.control.setBehaviour({ slowMs: 200 });
  const adding = add(ctx, classic(), { runtimeId });
  await expect.poll(() => host.control.count({ surface: 'api' })).toBeGreaterThan(0);
  const origin = 'https://moved.example.com';
  await db.update(gitIntegrations).set({ origin }).where(eq(gitIntegrations.id, id));
  expect(await adding).toEqual({ ok: false, code: 'changed_meanwhile' });
  expect(await storedTokens(ctx)).toEqual([]);
});

describe('a good personal access token', () => {
  it('is authorized, with owner, kind, last four characters and the expiry the provider tells', async () => {
    const expiresAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 60 * day);
    const token = classic(['repo'], 'octo-ada', expiresAt);
    const { row } = value(await add(ctx, token));
    expect(row.status.code).toBe('authorized');
    expect(row.token).toMatchObject({
      kind: 'classic',
      login: 'octo-ada',
      lastFour: token.slice(-4),
      expiry: 'provider',
      expiresAt: expiresAt.toISOString(),
      runtimes: 1,
    });
    expect(JSON.stringify(row)).not.toContain(token);
  });

  it('expires soon when fewer than 14 days are left', async () => {
    const { row } = value(await add(ctx, classic(['repo'], 'octo-ada', new Date(Date.now() + 6 * day))));
    expect(row.status.code).toBe('expiring_soon');
  });

  it('is good when fine-grained with Contents: write on the repository', async () => {
    const token = host.control.createToken({
      login: 'octo-ada',
      kind: 'fine-grained',
      resourceOwner: 'acme',
      repositories: ['acme/gitops-config'],
      permissions: { contents: 'write' },
    });
    const { row } = value(await add(ctx, token));
    expect(row.status.code).toBe('authorized');
    expect(row.token?.kind).toBe('fine-grained');
  });

  it('is sealed: the row holds its text in no encoding', async () => {
    const token = classic();
    value(await add(ctx, token));
    const [row] = await storedTokens(ctx);
    const bytes = Buffer.concat([Buffer.from(row?.accessToken ?? []), Buffer.from(row?.fingerprint ?? [])]);
    for (const encoding of ['utf8', 'base64', 'hex'] as const) {
      expect(bytes.includes(Buffer.from(Buffer.from(token).toString(encoding)))).toBe(false);
    }
  });

  it('replaces the old one, which is forgotten when nothing else uses it', async () => {
    const first = value(await add(ctx, classic()));
    value(await addToken(ctx, { runtimeId: staging, token: classic(), expiresOn: null, acceptOtherOwner: false }));
    const second = value(await add(ctx, classic()));
    expect(second.row.token?.id).not.toBe(first.row.token?.id);
    expect((await storedTokens(ctx)).map((row) => row.id)).not.toContain(first.row.token?.id);
    expect(await storedTokens(ctx)).toHaveLength(2);
  });

  it('offers the further runtimes of the same integration, first those that used the replaced token', async () => {
    const old = classic();
    value(await add(ctx, old));
    value(await addToken(ctx, { runtimeId: staging, token: old, expiresOn: null, acceptOtherOwner: false }));
    expect(await storedTokens(ctx)).toHaveLength(1);
    const { others } = value(await add(ctx, classic()));
    expect(others[0]).toMatchObject({ id: staging, suggested: true, status: 'authorized' });
  });
});

describe('a token that will not do keeps everything as it was', () => {
  it('is refused without repo, and repo is named', async () => {
    const before = value(await add(ctx, classic()));
    const result = await add(ctx, classic(['read:user']));
    expect(result).toMatchObject({ ok: false, code: 'missing_scope', detail: { missing: ['repo'] } });
    const [link] = await db.select().from(authorizations).where(eq(authorizations.userId, ctx.actor.userId));
    expect(link?.gitTokenId).toBe(before.row.token?.id);
  });

  it('is refused when fine-grained and read-only, and the permission is named', async () => {
    const token = host.control.createToken({
      login: 'octo-ada',
      kind: 'fine-grained',
      resourceOwner: 'acme',
      permissions: { contents: 'read' },
    });
    expect(await add(ctx, token)).toMatchObject({ code: 'missing_scope', detail: { missing: ['Contents: write'] } });
  });

  it.each([
    ['revoked', (token: string) => host.control.revokeToken(token)],
    ['expired', (token: string) => host.control.expireToken(token)],
  ])('row 19: a token that was %s is refused and not stored', async (_how, end) => {
    const token = classic();
    end(token);
    expect(await add(ctx, token)).toMatchObject({ ok: false, code: 'token_rejected' });
    expect(await storedTokens(ctx)).toHaveLength(0);
  });

  it.each([
    ['acme/observability', 'read_only'],
    ['acme/private-ops', 'no_access'],
    ['acme/old-config', 'archived'],
  ])('says of %s: %s', async (repository, code) => {
    const runtimeId = await runtime(repository);
    expect(await add(ctx, classic(), { runtimeId })).toMatchObject({ ok: false, code });
  });

  it('row 18: asks before it takes the token of another account', async () => {
    value(await add(ctx, classic()));
    const token = classic(['repo'], 'octo-bob');
    expect(await add(ctx, token)).toMatchObject({
      code: 'other_owner',
      detail: { login: 'octo-bob', previousLogin: 'octo-ada' },
    });
    expect(value(await add(ctx, token, { acceptOtherOwner: true })).row.token?.login).toBe('octo-bob');
  });

  it('row 16: the same token again is a duplicate; another person may have it too and learns nothing of it', async () => {
    const token = classic();
    value(await add(ctx, token));
    expect(await add(ctx, token)).toMatchObject({ ok: false, code: 'token_duplicate' });
    expect(await storedTokens(ctx)).toHaveLength(1);
    expect(value(await add(await person(), token)).row.status.code).toBe('authorized');
  });

  it('a runtime that does not exist answers not found', async () => {
    const result = await add(ctx, classic(), { runtimeId: '00000000-0000-4000-8000-000000000000' });
    expect(result).toEqual({ ok: false, code: 'not_found' });
  });

  it('an expiry date in the past is refused', async () => {
    expect(await add(ctx, classic(), { expiresOn: '2020-01-01' })).toMatchObject({ code: 'expiry_in_past' });
  });
});

describe('a provider that is not there', () => {
  it('row 19: keeps the first token as not checked, never as invalid', async () => {
    host.control.setBehaviour({ down: true });
    const { row } = value(await add(ctx, classic()));
    expect(row.status.code).toBe('not_checked');
    expect(row.token?.login).toBeNull();
  });

  it('never puts an unproven token in the place of a good one', async () => {
    const before = value(await add(ctx, classic()));
    host.control.setBehaviour({ down: true });
    expect(await add(ctx, classic())).toMatchObject({ ok: false, code: 'unreachable' });
    const rows = await storedTokens(ctx);
    expect(rows.map((row) => row.id)).toEqual([before.row.token?.id]);
  });
});

it('an unproven token never takes the place of a good one that another window stored meanwhile', async () => {
  const good = value(await add(ctx, classic()));
  const mine = await findMyRuntime(ctx, production);
  if (mine === null) throw new Error('no runtime');
  const unreachable = { outcome: 'unreachable', reason: 'timeout', retryAt: null } as const;
  const unproven = {
    integration: mine.integration,
    kind: 'classic',
    accessToken: new Secret(classic()),
    refreshToken: null,
    expiresAt: null,
    expirySource: null,
    refreshExpiresAt: null,
    inspection: unreachable,
  };
  expect(await saveToken(ctx, unproven, [{ runtimeId: production, access: unreachable }])).toBeNull();
  expect((await storedTokens(ctx)).map((row) => row.id)).toEqual([good.row.token?.id]);
});

it('the same token for a second runtime keeps the expiry date that is known of it', async () => {
  const expiresAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 5 * day);
  const token = classic(['repo'], 'octo-ada', expiresAt);
  value(await add(ctx, token));
  host.control.setBehaviour({ down: true });
  value(await addToken(ctx, { runtimeId: staging, token, expiresOn: null, acceptOtherOwner: false }));
  const [row] = await storedTokens(ctx);
  expect(row).toMatchObject({ expiresAt, expirySource: 'provider', verdict: 'accepted' });
});

it('a date that the person gave stays where the provider tells none', async () => {
  const expiresOn = new Date(Date.now() + 30 * day).toISOString().slice(0, 10);
  const { row } = value(await add(ctx, classic(), { expiresOn }));
  expect(row.token).toMatchObject({ expiry: 'user', expiresAt: `${expiresOn}T23:59:59.000Z` });
});

it('a token stored under an older key of the ring is known again under a new one', async () => {
  const old = `k1:${randomBytes(32).toString('base64')}`;
  provideKeys(parseKeys(old, 'test'));
  const token = classic();
  value(await add(ctx, token));
  provideKeys(parseKeys(`k2:${randomBytes(32).toString('base64')},${old}`, 'test'));
  expect(await add(ctx, token)).toMatchObject({ code: 'token_duplicate' });
  expect(await storedTokens(ctx)).toHaveLength(1);
});

it('single sign-on: the token is kept with the address where it is authorized, unless a good one is in its place', async () => {
  const runtimeId = await runtime('initech/fleet');
  const { row } = value(await add(ctx, classic(), { runtimeId }));
  expect(row.status.code).toBe('sso_required');
  expect(row.status.remedyUrl).toContain('/orgs/initech/sso');
});

it('twenty submissions of one token at once store one row and one link', async () => {
  const token = classic();
  const results = await Promise.all(Array.from({ length: 20 }, () => add(ctx, token)));
  expect(results.every((result) => result.ok || result.code === 'token_duplicate')).toBe(true);
  expect(await storedTokens(ctx)).toHaveLength(1);
  const links = await db.select().from(authorizations).where(eq(authorizations.userId, ctx.actor.userId));
  expect(links).toHaveLength(1);
});

it('two different tokens at once leave one link and no orphan', async () => {
  await Promise.all([add(ctx, classic()), add(ctx, classic())]);
  const links = await db.select().from(authorizations).where(eq(authorizations.userId, ctx.actor.userId));
  expect((await storedTokens(ctx)).map((row) => row.id)).toEqual(links.map((link) => link.gitTokenId));
});
