import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditEvents } from '#db/schema/audit.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import { installation } from '#e2e/fixtures/installation.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { open } from '#lib/cipher.ts';
import type { Context } from '#lib/context.ts';
import { env } from '#lib/env.ts';
import { failureMessage } from '#lib/failures.ts';
import { leaveOldHost } from '#lib/git-integrations/move.ts';
import { checkRuntime } from '#lib/git-runtime-tokens/check.ts';
import { findRuntime } from '#lib/runtimes/find.ts';
import { showRuntime } from '#lib/runtimes/show.ts';
import { reveal } from '#lib/secret.ts';
import { webhookAddress } from './address.ts';
import { createWebhook } from './create.ts';
import { webhookSecret, webhookSecretPlace } from './secret.ts';

const world = await testWorld();
const { host, db, person, integration, integrationId } = world;
const { begin, robotToken, setToken } = installation(world);
let admin: Context;
let runtimeId: string;
let repository: string;
let token: string;
let names = 0;

beforeEach(async () => {
  host.control.setBehaviour({});
  host.control.clearOverrides();
  admin = await person('administrator');
  names += 1;
  repository = `acme/hooked-${names}`;
  await host.control.createRepository({
    fullName: repository,
    roles: { 'gitops-robot': 'admin', 'octo-ada': 'write' },
  });
  runtimeId = await begin(admin, repository);
  token = robotToken();
  value(await setToken(admin, runtimeId, token));
});

const create = (who = admin, id = runtimeId) => createWebhook(who, { runtimeId: id });
const hooks = () => host.control.hooks(repository).filter(({ config }) => config['url'] === webhookAddress(runtimeId));

async function row() {
  const [found] = await db.select().from(runtimes).where(eq(runtimes.id, runtimeId));
  if (found === undefined) throw new Error('no runtime');
  return found;
}

async function storedSecret() {
  const { webhookSecret: sealed } = await row();
  return sealed === null ? null : reveal(open(sealed, webhookSecretPlace(runtimeId, host.origin)));
}

/** What another administrator does when they give the integration another address. */
async function move(id: string) {
  await db.transaction(async (tx) => {
    const to = 'https://elsewhere.example.com';
    await tx
      .update(gitIntegrations)
      .set({ origin: to, apiBase: `${to}/api/v3` })
      .where(eq(gitIntegrations.id, id));
    await leaveOldHost(tx, id);
  });
}

describe('creating the webhook', () => {
  it('makes one for pushes with our address and secret, by the runtime’s own token', async () => {
    const { page, outcome } = value(await create());
    expect(outcome).toBe('created');
    const secret = await storedSecret();
    expect(hooks()).toMatchObject([
      {
        active: true,
        events: ['push'],
        config: {
          url: `${env().publicUrl}/api/webhooks/git/${runtimeId}`,
          content_type: 'json',
          insecure_ssl: '0',
          secret,
        },
      },
    ]);
    expect(page).toMatchObject({ nextStep: 'key', webhook: { state: 'active', checkedAt: admin.now.toISOString() } });
    const acts = await db.select().from(auditEvents).where(eq(auditEvents.runtimeId, runtimeId));
    expect(acts.map(({ action }) => action)).toContain('webhook.create');
  });

  it('stores the secret sealed, and nowhere in what it answers', async () => {
    const answer = value(await create());
    const text = hooks()[0]?.config['secret'] ?? '';
    expect(text).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { webhookSecret: sealed } = await row();
    expect(Buffer.from(sealed ?? []).includes(Buffer.from(text))).toBe(false);
    expect(JSON.stringify(answer)).not.toContain(text);
  });

  it('asked again adopts the one that is there, with the same secret: one webhook at the host', async () => {
    value(await create());
    const [first] = hooks();
    const again = value(await create());
    expect(again.outcome).toBe('adopted');
    expect(hooks()).toHaveLength(1);
    expect(hooks()[0]).toMatchObject({ id: first?.id, config: { secret: first?.config['secret'] } });
  });

  it('two administrators at once make one', async () => {
    const both = await Promise.all([create(), create(await person('administrator'))]);
    expect(both.map((each) => each.ok)).toEqual([true, true]);
    expect(hooks()).toHaveLength(1);
    expect((await row()).webhookId).toBe(String(hooks()[0]?.id));
  });

  it('the provider dies between making it and answering: the next try adopts it, one webhook at the host', async () => {
    host.control.setBehaviour({ loseHookAnswer: true });
    expect(await create()).toMatchObject({ ok: false, code: 'unreachable' });
    expect(hooks()).toHaveLength(1);
    const secret = hooks()[0]?.config['secret'];
    expect((await row()).webhookId).toBeNull();
    expect(value(await showRuntime(admin, { runtimeId })).nextStep).toBe('webhook');
    host.control.setBehaviour({});
    expect(value(await create()).outcome).toBe('adopted');
    expect(hooks()).toHaveLength(1);
    expect(hooks()[0]?.config['secret']).toBe(secret);
  });

  it('makes one again where it has gone, and the old state with it', async () => {
    value(await create());
    host.control.deleteHook(repository, hooks()[0]?.id ?? 0);
    const gone = value(await checkRuntime(admin, { runtimeId })).page;
    expect(gone.webhook.state).toBe('gone');
    const { page, outcome } = value(await create());
    expect(outcome).toBe('created');
    expect(page.webhook.state).toBe('active');
  });

  it('takes away the one of before, when our address has changed since', async () => {
    value(await create());
    const moved = await fetch(`${host.origin}/rest/repos/${repository}/hooks/${hooks()[0]?.id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ config: { url: 'https://moved.example.com/api/webhooks/git/x' } }),
    });
    expect(moved.status).toBe(200);
    expect(value(await create()).outcome).toBe('created');
    expect(host.control.hooks(repository).map(({ config }) => config['url'])).toEqual([webhookAddress(runtimeId)]);
  });

  it('a runtime removed while the provider makes it: none is left there', async () => {
    host.control.setBehaviour({ slowMs: 300, only: ['api'] });
    const asked = host.control.count({ method: 'POST', path: /hooks$/ });
    const making = create();
    await expect.poll(() => host.control.count({ method: 'POST', path: /hooks$/ })).toBeGreaterThan(asked);
    await db.delete(runtimes).where(eq(runtimes.id, runtimeId));
    expect(await making).toMatchObject({ ok: false, code: 'changed_meanwhile' });
    expect(host.control.hooks(repository)).toEqual([]);
  });

  describe('for an integration that moves to another host meanwhile', () => {
    let movingId: string;

    beforeEach(async () => {
      movingId = await integration({ provider: 'github-enterprise', byAddress: true });
      runtimeId = await begin(admin, repository, movingId);
      value(await setToken(admin, runtimeId, robotToken()));
    });
    afterEach(async () => {
      await db.delete(runtimes).where(eq(runtimes.gitIntegrationId, movingId));
      await db.delete(gitTokens).where(eq(gitTokens.gitIntegrationId, movingId));
      await db.delete(gitIntegrations).where(eq(gitIntegrations.id, movingId));
    });

    it('no secret is made that is sealed for the old one', async () => {
      const seen = (await findRuntime(db, runtimeId))?.integration;
      if (seen === undefined) throw new Error('no runtime');
      await move(movingId);
      expect(await webhookSecret(db, runtimeId, seen)).toBeNull();
      expect((await row()).webhookSecret).toBeNull();
    });

    it('the old one’s webhook is not the runtime’s, and none is left there, whoever made a secret since', async () => {
      host.control.setBehaviour({ slowMs: 300, only: ['api'] });
      const asked = host.control.count({ method: 'POST', path: /hooks$/ });
      const making = create();
      await expect.poll(() => host.control.count({ method: 'POST', path: /hooks$/ })).toBeGreaterThan(asked);
      await move(movingId);
      const moved = (await findRuntime(db, runtimeId))?.integration;
      if (moved === undefined) throw new Error('no runtime');
      expect(await webhookSecret(db, runtimeId, moved)).not.toBeNull();
      expect(await making).toMatchObject({ ok: false, code: 'changed_meanwhile' });
      expect((await row()).webhookId).toBeNull();
      expect(hooks()).toEqual([]);
    });
  });

  it('makes another secret when the stored one does not open any more', async () => {
    value(await create());
    const before = hooks()[0]?.config['secret'];
    await db
      .update(runtimes)
      .set({ webhookSecret: Buffer.from('damaged') })
      .where(eq(runtimes.id, runtimeId));
    value(await create());
    expect(hooks()[0]?.config['secret']).not.toBe(before);
    expect(await storedSecret()).toBe(hooks()[0]?.config['secret']);
  });
});

describe('a refusal has its code and its words, and stores no webhook', () => {
  async function refused() {
    const result = await create();
    if (result.ok) throw new Error('was made');
    expect((await row()).webhookId).toBeNull();
    // Where one may be there all the same, it stays what that one is signed with.
    if (result.code !== 'unreachable') expect((await row()).webhookSecret).toBeNull();
    return { ...result, words: failureMessage(result) };
  }

  it('lacking admin:repo_hook', async () => {
    host.control.changeToken(token, { scopes: ['public_repo'] });
    const { code, words } = await refused();
    expect(code).toBe('missing_scope');
    expect(words).toContain('admin:repo_hook');
  });

  it('an account that may not administer the repository', async () => {
    host.control.setRole(repository, 'gitops-robot', 'write');
    expect((await refused()).code).toBe('missing_scope');
  });

  it('a repository that the token cannot see', async () => {
    host.control.setRole(repository, 'gitops-robot', null);
    expect((await refused()).code).toBe('no_access');
  });

  it('a provider that does not deliver to our address: says which address that is', async () => {
    host.control.setBehaviour({ hooksUnreachable: true });
    const { code, words } = await refused();
    expect(code).toBe('webhook_address');
    expect(words).toContain(env().publicUrl);
    expect(words).toContain('PUBLIC_URL');
  });

  it('as many webhooks as there may be', async () => {
    const errors = [{ resource: 'Hook', code: 'custom', message: 'The "push" event cannot have more than 20 hooks' }];
    const body = JSON.stringify({ message: 'Validation Failed', errors });
    const headers = { 'content-type': 'application/json' };
    host.control.override({ method: 'POST', path: '/hooks$', status: 422, headers, body });
    expect((await refused()).code).toBe('webhook_limit');
  });

  it('a token that is dead: the page says so at once', async () => {
    host.control.revokeToken(token);
    expect((await refused()).code).toBe('token_rejected');
    const page = value(await showRuntime(admin, { runtimeId }));
    expect(page).toMatchObject({ nextStep: 'token', status: { code: 'revoked' } });
    host.control.clearRequests();
    expect((await refused()).code).toBe('token_rejected');
    expect(host.control.count()).toBe(0);
  });

  it.each([[{ down: true }], [{ unavailable: true }], [{ rateLimited: true }]])('%j: try again', async (behaviour) => {
    host.control.setBehaviour(behaviour);
    expect((await refused()).code).toBe('unreachable');
    expect(value(await showRuntime(admin, { runtimeId })).status.code).toBe('authorized');
  });

  it('no token yet, or one that does not open any more', async () => {
    await db
      .update(gitTokens)
      .set({ accessToken: Buffer.from('damaged') })
      .where(eq(gitTokens.runtimeId, runtimeId));
    expect((await refused()).code).toBe('reconnect_required');
    await db.delete(gitTokens).where(eq(gitTokens.runtimeId, runtimeId));
    expect((await refused()).code).toBe('no_runtime_token');
  });

  it('who is no administrator, or asks for no runtime of ours', async () => {
    host.control.clearRequests();
    expect(await create(await person())).toEqual({ ok: false, code: 'not_administrator' });
    expect(await create(admin, integrationId)).toEqual({ ok: false, code: 'not_found' });
    expect(host.control.count()).toBe(0);
  });
});
