import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { runtimes } from '#db/schema/runtimes.ts';
import { installation } from '#e2e/fixtures/installation.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import type { Context } from '#lib/context.ts';
import { findRuntime } from '#lib/runtimes/find.ts';
import { webhookAddress } from './address.ts';
import { createWebhook } from './create.ts';
import { deleteWebhook } from './delete.ts';

const world = await testWorld();
const { host, db, person } = world;
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
  repository = `acme/unhooked-${names}`;
  await host.control.createRepository({ fullName: repository, roles: { 'gitops-robot': 'admin' } });
  runtimeId = await begin(admin, repository);
  token = robotToken();
  value(await setToken(admin, runtimeId, token));
});

const hooks = () => host.control.hooks(repository).filter(({ config }) => config['url'] === webhookAddress(runtimeId));
const create = () => createWebhook(admin, { runtimeId });

async function remove() {
  const found = await findRuntime(db, runtimeId);
  if (found === null) throw new Error('no runtime');
  return deleteWebhook(db, found, admin.now);
}

it('one that was never asked for: the provider is not asked now', async () => {
  host.control.clearRequests();
  expect(await remove()).toEqual({ outcome: 'none' });
  expect(host.control.count()).toBe(0);
});

it('one that the provider refused to make is not looked for either, though the token be dead by now', async () => {
  host.control.changeToken(token, { scopes: ['public_repo'] });
  expect(await create()).toMatchObject({ ok: false, code: 'missing_scope' });
  host.control.revokeToken(token);
  host.control.clearRequests();
  expect(await remove()).toEqual({ outcome: 'none' });
  expect(host.control.count()).toBe(0);
});

describe('one whose creation was never answered', () => {
  beforeEach(async () => {
    host.control.setBehaviour({ loseHookAnswer: true });
    await create();
    host.control.setBehaviour({});
    if (hooks().length !== 1) throw new Error('was not made');
  });

  it('is found and deleted', async () => {
    expect(await remove()).toEqual({ outcome: 'deleted' });
    expect(hooks()).toEqual([]);
  });

  it('is found though its secret is sealed with a key that this process was not given', async () => {
    const [row] = await db.select().from(runtimes).where(eq(runtimes.id, runtimeId));
    const elsewhere = Buffer.from(row?.webhookSecret ?? []);
    elsewhere.write('k9', 2);
    await db.update(runtimes).set({ webhookSecret: elsewhere }).where(eq(runtimes.id, runtimeId));
    expect(await remove()).toEqual({ outcome: 'deleted' });
    expect(hooks()).toEqual([]);
  });

  it.each([
    ['is known to be refused', () => db.update(gitTokens).set({ verdict: 'rejected' }), { outcome: 'rejected' }],
    ['was revoked', () => host.control.revokeToken(token), { outcome: 'rejected' }],
    [
      'lost its scope',
      () => host.control.changeToken(token, { scopes: ['public_repo'] }),
      { outcome: 'checked', access: 'missing_scope', missing: expect.arrayContaining(['admin:repo_hook']) },
    ],
    [
      'sees the repository no more',
      () => host.control.setRole(repository, 'gitops-robot', null),
      { outcome: 'checked' },
    ],
    ['does not open', () => db.update(gitTokens).set({ accessToken: Buffer.from('damaged') }), null],
    ['is gone', () => db.delete(gitTokens), null],
    ['cannot be sent, as the provider is down', () => host.control.setBehaviour({ down: true }), {}],
  ])('may be there for ever when the token %s: that is said', async (_how, spoil, why) => {
    await spoil();
    const removed = await remove();
    expect(removed).toMatchObject({ outcome: 'left', why });
    expect(hooks()).toHaveLength(1);
  });

  it('is surely not there when the provider has seen that and would not make it', async () => {
    for (const { id } of hooks()) host.control.deleteHook(repository, id);
    host.control.setBehaviour({ hooksUnreachable: true });
    expect(await remove()).toEqual({ outcome: 'none' });
  });
});
