import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ScriptedHost, type Seen, startScriptedHost } from '#e2e/parts/scripted-host.ts';
import { testGitHost, testOnLoopback } from '#e2e/parts/test-hosts.ts';
import { Secret } from '#lib/secret.ts';
import type { GitProvider } from './provider.ts';
import { gitProvider, gitProviders } from './registry.ts';

testOnLoopback();
const local = testGitHost();
const repository = 'acme/gitops-config';
const now = new Date();

let receiver: ScriptedHost;
beforeEach(async () => {
  receiver = await startScriptedHost({ 'POST /events': { status: 202 } });
});
afterEach(async () => {
  await local.control.delivered();
  for (const { id } of local.control.hooks(repository)) local.control.deleteHook(repository, id);
  await receiver.stop();
});

/** Where the local Git host plays each provider. */
const rows = [
  { id: 'github', apiPath: '/rest' },
  { id: 'github-enterprise', apiPath: '/api/v3' },
] as const;

const runtimeScopes = ['repo', 'admin:repo_hook'];

test('every registered provider has its row here', () => {
  expect(rows.map(({ id }) => id)).toEqual(gitProviders.map(({ id }) => id));
});

describe.each(rows)('$id', ({ id, apiPath }) => {
  const provider = gitProvider(id) as GitProvider;
  const secret = new Secret('webhook-canary');

  const tokenOf = (login: string, scopes: readonly string[] = runtimeScopes) =>
    new Secret(local.control.createToken({ login, kind: 'classic', scopes }));
  const fineGrained = (permissions: Record<string, 'read' | 'write'>) =>
    new Secret(
      local.control.createToken({ login: 'gitops-robot', kind: 'fine-grained', resourceOwner: 'acme', permissions }),
    );
  const call = (token: Secret, kindId = 'classic', more: { repository?: string } = {}) => ({
    host: { origin: local.origin, apiBase: `${local.origin}${apiPath}`, caBundle: null },
    token,
    kindId,
    repository,
    ...more,
  });
  const create = (token = tokenOf('gitops-robot'), kindId = 'classic', more: { repository?: string } = {}) =>
    provider.createWebhook({ ...call(token, kindId, more), url: `${receiver.origin}/events`, secret });
  async function created(): Promise<string> {
    const made = await create();
    if (made.outcome !== 'created') throw new Error(`not created: ${made.outcome}`);
    await local.control.delivered();
    return made.webhookId;
  }
  const missing = (...names: string[]) => ({ outcome: 'checked', access: 'missing_scope', missing: names });

  test('one is made, active and for pushes only, and its deliveries are read', async () => {
    const webhookId = await created();
    expect(local.control.hooks(repository)).toMatchObject([
      {
        id: Number(webhookId),
        active: true,
        events: ['push'],
        config: { url: `${receiver.origin}/events`, content_type: 'json', insecure_ssl: '0' },
      },
    ]);
    expect(await provider.findWebhook({ ...call(tokenOf('gitops-robot')), webhookId })).toEqual({ outcome: 'present' });
    const [ping] = receiver.seen;
    expect(await read(ping)).toMatchObject({ outcome: 'delivered', event: { kind: 'ping' } });
  });

  test('a fine-grained token with the permission makes one too', async () => {
    expect(await create(fineGrained({ repository_hooks: 'write' }), 'fine-grained')).toMatchObject({
      outcome: 'created',
    });
  });

  test('made twice, or by two at once, there is one, with the last secret', async () => {
    const webhookId = await created();
    const other = { ...call(tokenOf('octo-ada')), url: `${receiver.origin}/events`, secret: new Secret('another') };
    expect(await provider.createWebhook(other)).toEqual({ outcome: 'adopted', webhookId });
    expect(local.control.hooks(repository)).toMatchObject([{ config: { secret: 'another' } }]);
    local.control.deleteHook(repository, Number(webhookId));
    const both = await Promise.all([create(), create()]);
    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['adopted', 'created']);
    expect(local.control.hooks(repository)).toHaveLength(1);
  });

  test('one that somebody switched off or changed is put right', async () => {
    const webhookId = await created();
    const headers = {
      authorization: `Bearer ${local.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] })}`,
    };
    const body = JSON.stringify({ active: false, events: ['issues'], config: { url: `${receiver.origin}/events` } });
    await fetch(`${local.origin}${apiPath}/repos/${repository}/hooks/${webhookId}`, { method: 'PATCH', headers, body });
    expect(await create()).toEqual({ outcome: 'adopted', webhookId });
    expect(local.control.hooks(repository)).toMatchObject([
      { active: true, events: ['push'], config: { content_type: 'json', secret: 'webhook-canary' } },
    ]);
  });

  test('one that somebody deleted is gone, and counts as deleted', async () => {
    const webhookId = await created();
    local.control.deleteHook(repository, Number(webhookId));
    const asking = { ...call(tokenOf('gitops-robot')), webhookId };
    expect(await provider.findWebhook(asking)).toEqual({ outcome: 'gone' });
    expect(await provider.deleteWebhook(asking)).toEqual({ outcome: 'deleted' });
  });

  test('one is deleted, and deleted twice', async () => {
    const webhookId = await created();
    const asking = { ...call(tokenOf('gitops-robot')), webhookId };
    expect(await provider.deleteWebhook(asking)).toEqual({ outcome: 'deleted' });
    expect(local.control.hooks(repository)).toEqual([]);
    expect(await provider.deleteWebhook(asking)).toEqual({ outcome: 'deleted' });
  });

  test('what a token or its account lacks is named, and nothing is made', async () => {
    expect(await create(tokenOf('gitops-robot', ['user']))).toMatchObject(missing('repo', 'admin:repo_hook'));
    expect(await create(tokenOf('octo-bob'))).toMatchObject(missing('Admin role on the repository'));
    for (const permissions of [{ contents: 'write' }, { repository_hooks: 'read' }] as const) {
      expect(await create(fineGrained(permissions), 'fine-grained')).toMatchObject(missing('Webhooks: write'));
    }
    expect(local.control.hooks(repository)).toEqual([]);
  });

  test('a webhook that the token may not see is not called gone', async () => {
    const webhookId = await created();
    const asking = { ...call(tokenOf('octo-bob')), webhookId };
    expect(await provider.findWebhook(asking)).toMatchObject(missing('Admin role on the repository'));
    expect(await provider.deleteWebhook(asking)).toMatchObject(missing('Admin role on the repository'));
    expect(local.control.hooks(repository)).toHaveLength(1);
  });

  test.each([
    ['acme/no-such-thing', { outcome: 'checked', access: 'no_access' }],
    ['octo-bob/sandbox', { outcome: 'checked', access: 'no_access' }],
    ['acme/old-config', { outcome: 'checked', access: 'archived' }],
    ['globex/shop-config', { outcome: 'checked', access: 'policy' }],
    ['initech/fleet', { outcome: 'checked', access: 'sso_required', remedyUrl: expect.stringContaining('/sso') }],
    ['no repository', { outcome: 'checked', access: 'no_access' }],
  ])('what bars %s is told', async (place, expected) => {
    expect(await create(tokenOf('gitops-robot'), 'classic', { repository: place })).toMatchObject(expected);
  });

  test('a token that is dead is rejected, and a provider that is down says nothing', async () => {
    expect(await create(new Secret('ghp_unknown'))).toEqual({ outcome: 'rejected' });
    const webhookId = await created();
    local.control.setBehaviour({ unavailable: true });
    const asking = { ...call(tokenOf('gitops-robot')), webhookId };
    for (const asked of [create(), provider.findWebhook(asking), provider.deleteWebhook(asking)]) {
      expect(await asked).toMatchObject({ outcome: 'unreachable', reason: 'server_error' });
    }
    local.control.setBehaviour({ rateLimited: true });
    expect(await create()).toMatchObject({ outcome: 'unreachable', reason: 'rate_limited' });
  });

  test('an address that the provider does not reach is told', async () => {
    local.control.setBehaviour({ hooksUnreachable: true });
    expect(await create()).toEqual({ outcome: 'refused', reason: 'address' });
  });

  test('row 104: a delivery with another body or secret is forged', async () => {
    await created();
    const [ping] = receiver.seen;
    expect(await read(ping, { secret: new Secret('another') })).toEqual({ outcome: 'forged' });
    expect(await read(ping, { body: `${ping?.body ?? ''} ` })).toEqual({ outcome: 'forged' });
  });

  function read(seen: Seen | undefined, more: { secret?: Secret; body?: string } = {}) {
    if (seen === undefined) throw new Error('nothing was delivered');
    const headers = Object.fromEntries(Object.entries(seen.headers).map(([name, value]) => [name, String(value)]));
    const body = Buffer.from(more.body ?? seen.body);
    return provider.readWebhook({ headers, body, secret: more.secret ?? secret, now });
  }
});
