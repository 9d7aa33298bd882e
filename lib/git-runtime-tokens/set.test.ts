import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { auditEvents } from '#db/schema/audit.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { installation } from '#e2e/fixtures/installation.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import type { Context } from '#lib/context.ts';
import { failureMessage, failureStatus } from '#lib/failures.ts';
import { createRuntimeKey } from '#lib/runtime-keys/create.ts';
import { readRuntime } from '#lib/runtimes/read.ts';
import { showRuntime } from '#lib/runtimes/show.ts';

const world = await testWorld();
const { host, db, person } = world;
const { begin, robotToken, setToken } = installation(world);
const day = 86_400_000;
async function storedToken(id: string) {
  return (await db.select().from(gitTokens).where(eq(gitTokens.runtimeId, id)))[0] ?? null;
}

let admin: Context;
let runtimeId: string;
beforeEach(async () => {
  host.control.setBehaviour({});
  host.control.clearOverrides();
  admin = await person('administrator');
  runtimeId = await begin(admin);
});

describe('a good Git runtime token', () => {
  it('is stored with owner, kind and expiry, and the installation goes on with the webhook', async () => {
    const expiresAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 60 * day);
    const token = robotToken({ expiresAt });
    const before = value(await showRuntime(admin, { runtimeId }));
    expect(before).toMatchObject({ state: 'complete_installation', nextStep: 'token', token: null });
    const { page } = value(await setToken(admin, runtimeId, token));
    expect(page).toMatchObject({ state: 'complete_installation', nextStep: 'webhook', status: { code: 'authorized' } });
    expect(page.token).toMatchObject({
      login: 'gitops-robot',
      kind: 'classic',
      lastFour: token.slice(-4),
      expiresAt: expiresAt.toISOString(),
      expiry: 'provider',
    });
    expect(JSON.stringify(page)).not.toContain(token);
  });

  it('is sealed, belongs to the runtime and to nobody, and is written down in the audit with who set it', async () => {
    const token = robotToken();
    value(await setToken(admin, runtimeId, token));
    const row = await storedToken(runtimeId);
    expect(row).toMatchObject({ userId: null, runtimeId, generation: 1 });
    expect(Buffer.from(row?.accessToken ?? []).includes(Buffer.from(token))).toBe(false);
    const acts = await db
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.runtimeId, runtimeId), eq(auditEvents.action, 'runtime_token.set')));
    expect(acts).toMatchObject([{ actorId: admin.actor.userId, outcome: 'ok', gitTokenId: row?.id }]);
    expect(JSON.stringify(acts)).not.toContain(token);
  });

  it('may be fine-grained, and is then told by asking for each permission', async () => {
    const permissions = {
      contents: 'write',
      repository_hooks: 'write',
      pull_requests: 'write',
      statuses: 'write',
      administration: 'write',
    } as const;
    const make = (less: object = {}) =>
      host.control.createToken({
        login: 'gitops-robot',
        kind: 'fine-grained',
        resourceOwner: 'acme',
        repositories: ['acme/gitops-config'],
        permissions: Object.fromEntries(Object.entries({ ...permissions, ...less }).filter(([, level]) => level)),
      });
    const refused = await setToken(admin, runtimeId, make({ repository_hooks: undefined, statuses: undefined }));
    expect(refused).toMatchObject({ ok: false, code: 'missing_scope' });
    expect(failureMessage(refused.ok ? { code: '' } : refused)).toMatch(/Webhooks: write.*Commit statuses: write/);
    expect(value(await setToken(admin, runtimeId, make())).page.token).toMatchObject({ kind: 'fine-grained' });
  });

  it('is trimmed: spaces around a pasted token are not part of it', async () => {
    const token = robotToken();
    const { page } = value(await setToken(admin, runtimeId, `  ${token}\r\n`));
    expect(page.token?.lastFour).toBe(token.slice(-4));
  });

  it('finishes the installation when the key was made before it: people see the runtime from then on', async () => {
    const user = await person();
    value(await createRuntimeKey(admin, { runtimeId }));
    expect(await readRuntime(user, runtimeId)).toBeNull();
    const { page } = value(await setToken(admin, runtimeId, robotToken()));
    expect(page.installedAt).toBe(admin.now.toISOString());
    expect(await readRuntime(user, runtimeId)).not.toBeNull();
  });
});

describe('a Git runtime token that will not do is refused, and the one before stays', () => {
  it('without admin:repo_hook or repo, each named', async () => {
    const nothing = await setToken(admin, runtimeId, robotToken({ scopes: ['read:user'] }));
    expect(nothing).toMatchObject({ code: 'missing_scope', detail: { missing: ['repo', 'admin:repo_hook'] } });
    expect(await storedToken(runtimeId)).toBeNull();
  });

  it.each([
    ['octo-ada', 'acme/observability', 'read_only'],
    ['octo-ada', 'acme/private-ops', 'no_access'],
    ['octo-ada', 'acme/old-config', 'archived'],
    ['octo-ada', 'globex/shop-config', 'policy'],
    ['octo-ada', 'initech/fleet', 'sso_required'],
  ])('%s for %s: %s', async (login, repository, code) => {
    const id = await begin(admin, repository);
    const refused = await setToken(admin, id, robotToken({ login }));
    expect(refused).toMatchObject({ ok: false, code });
    expect(failureStatus(code as 'read_only')).toBe(422);
    expect(await storedToken(id)).toBeNull();
    expect(value(await showRuntime(admin, { runtimeId: id })).nextStep).toBe('token');
  });

  it('single sign-on: refused with the address where it is authorized, and then taken', async () => {
    const id = await begin(admin, 'initech/fleet');
    const token = robotToken();
    const refused = await setToken(admin, id, token);
    expect(refused.ok ? null : refused.detail?.['remedyUrl']).toMatch(/\/orgs\/initech\/sso/);
    host.control.changeToken(token, { ssoOrganizations: ['initech'] });
    expect(value(await setToken(admin, id, token)).page.status.code).toBe('authorized');
  });

  it.each([
    ['revoked', (token: string) => host.control.revokeToken(token), 'token_rejected'],
    ['expired', (token: string) => host.control.expireToken(token), 'token_rejected'],
    ['of no account with access', (token: string) => host.control.changeToken(token, { userId: 1003 }), 'other_owner'],
  ])('a new one that is %s keeps the old', async (_how, spoil, code) => {
    value(await setToken(admin, runtimeId, robotToken()));
    const before = await storedToken(runtimeId);
    const token = robotToken();
    spoil(token);
    expect(await setToken(admin, runtimeId, token)).toMatchObject({ ok: false, code });
    expect(await storedToken(runtimeId)).toEqual(before);
    expect(value(await showRuntime(admin, { runtimeId })).status.code).toBe('authorized');
  });

  it('is never stored unchecked: a provider that is down refuses even the first', async () => {
    host.control.setBehaviour({ down: true });
    expect(await setToken(admin, runtimeId, robotToken())).toMatchObject({ ok: false, code: 'unreachable' });
    expect(await storedToken(runtimeId)).toBeNull();
    host.control.setBehaviour({});
    value(await setToken(admin, runtimeId, robotToken()));
    const before = await storedToken(runtimeId);
    host.control.setBehaviour({ down: true });
    expect(await setToken(admin, runtimeId, robotToken())).toMatchObject({ ok: false, code: 'unreachable' });
    expect(await storedToken(runtimeId)).toEqual(before);
  });

  it.each([
    ['', 'token_required'],
    ['ghp_abc def', 'token_invalid_characters'],
    ['ghp_abc​def', 'token_invisible_character'],
    [`ghr_${'x'.repeat(40)}`, 'token_wrong_kind'],
    ['glpat-xxxxxxxxxxxxxxxxxxxx', 'token_wrong_kind'],
    ['gtr_xxxxxxxx_xxxxxxxx', 'token_wrong_kind'],
  ])('%j: %s, and the provider is not asked', async (text, code) => {
    host.control.clearRequests();
    expect(await setToken(admin, runtimeId, text)).toMatchObject({ ok: false, code });
    expect(host.control.count()).toBe(0);
  });

  it('row 11: mistyped, by its checksum', async () => {
    const token = robotToken();
    const last = token.endsWith('0') ? '1' : '0';
    host.control.clearRequests();
    expect(await setToken(admin, runtimeId, token.slice(0, -1) + last)).toMatchObject({ code: 'token_mistyped' });
    expect(host.control.count()).toBe(0);
  });
});
