import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEvents } from '#db/schema/audit.ts';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { makeAuthority } from '#e2e/parts/certificate.ts';
import { reveal } from '#lib/secret.ts';
import type { Resolve } from '#lib/outbound/agents.ts';
import { createIntegration, createIntegrationSchema } from './create.ts';
import { listIntegrations } from './list.ts';
import { openIntegration } from './open.ts';
import { showIntegration } from './show.ts';

const world = await testWorld();
const administrator = await world.person('administrator');

const dns =
  (...addresses: readonly string[]): Resolve =>
  (_hostname, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
const open = dns('140.82.112.3');
const refused = (field: string, problem: RegExp) => ({
  ok: false,
  code: 'invalid_input',
  detail: { field, problem: expect.stringMatching(problem) },
});
let made = 0;
const fresh = (more: object = {}) => {
  made += 1;
  return createIntegrationSchema.parse({
    provider: 'github-enterprise',
    name: `New ${made}`,
    origin: `https://git${made}.example.com`,
    ...more,
  });
};
const stored = async (id: string) => {
  const [row] = await world.db.select().from(gitIntegrations).where(eq(gitIntegrations.id, id));
  if (row === undefined) throw new Error('not stored');
  return row;
};

test('an integration is stored canonical, its client secret sealed, and the act is written down', async () => {
  const { cert } = makeAuthority('Example Inc. Root');
  const input = fresh({
    origin: ' https://GIT.Example.org:443/ ',
    oauthClientId: 'client-1',
    oauthClientSecret: 'the-secret-of-client-1',
    caBundle: cert,
  });
  const { id } = value(await createIntegration(administrator, input, open));
  const row = await stored(id);
  expect(row).toMatchObject({ origin: 'https://git.example.org', apiBase: 'https://git.example.org/api/v3' });
  expect(row.caBundle).toBe(cert);
  expect(Buffer.from(row.oauthClientSecret ?? []).includes('the-secret-of-client-1')).toBe(false);
  const { application } = openIntegration(row);
  expect(application && reveal(application.clientSecret)).toBe('the-secret-of-client-1');
  const acts = await world.db
    .select({ action: auditEvents.action, actorId: auditEvents.actorId })
    .from(auditEvents)
    .where(and(eq(auditEvents.gitIntegrationId, id), eq(auditEvents.outcome, 'ok')));
  expect(acts).toEqual([{ action: 'git_integration.create', actorId: administrator.actor.userId }]);
});

test('row 69: neither list nor page has the client secret, sealed or open', async () => {
  const input = fresh({ oauthClientId: 'client-2', oauthClientSecret: 'the-secret-of-client-2' });
  const { id } = value(await createIntegration(administrator, input, open));
  const sealed = Buffer.from((await stored(id)).oauthClientSecret ?? []);
  const list = value(await listIntegrations(administrator));
  const page = value(await showIntegration(administrator, { integrationId: id }));
  expect(page).toMatchObject({ id, oauthClientId: 'client-2', hasClientSecret: true, authorities: [] });
  for (const view of [list, page]) {
    const text = JSON.stringify(view);
    for (const form of ['the-secret-of-client-2', sealed.toString('base64'), sealed.toString('hex')]) {
      expect(text).not.toContain(form);
    }
    expect(text).not.toContain('"oauthClientSecret"');
  }
});

test('row 54: a name that leads into a private network is refused, and says which field', async () => {
  const input = fresh({ origin: 'https://10.1.2.3.nip.io' });
  expect(await createIntegration(administrator, input, dns('10.1.2.3'))).toMatchObject(
    refused('Address', /private network/),
  );
});

test('row 52: a name that leads to a metadata service is refused', async () => {
  const input = fresh();
  expect(await createIntegration(administrator, input, dns('169.254.169.254'))).toMatchObject(
    refused('Address', /no Git host/),
  );
});

test('row 55: a name with one private address among public ones is refused', async () => {
  const answer = await createIntegration(administrator, fresh(), dns('140.82.112.3', '192.168.1.1'));
  expect(answer).toMatchObject(refused('Address', /private network/));
});

test('row 57: a name that does not resolve is said to, and nothing is stored', async () => {
  const input = fresh({ origin: 'https://git.invalid' });
  expect(await createIntegration(administrator, input)).toEqual({
    ok: false,
    code: 'cannot_resolve',
    detail: { field: 'Address', host: 'git.invalid' },
  });
  const rows = await world.db.select().from(gitIntegrations).where(eq(gitIntegrations.name, input.name));
  expect(rows).toEqual([]);
});

test('row 57: for an API on a host of its own, the field is named that does not resolve', async () => {
  const onlyWeb: Resolve = (hostname, options, callback) =>
    hostname === 'acme.ghe.com' ? open(hostname, options, callback) : callback(null, []);
  const input = fresh({ provider: 'github', origin: 'https://acme.ghe.com' });
  expect(await createIntegration(administrator, input, onlyWeb)).toMatchObject({
    code: 'cannot_resolve',
    detail: { field: 'API address', host: 'api.acme.ghe.com' },
  });
});

test('row 58, row 59: another spelling of an address that is there is a conflict', async () => {
  value(await createIntegration(administrator, fresh({ provider: 'github', origin: 'https://github.com' }), open));
  for (const origin of ['https://github。com', 'https://ⓖithub.com', 'https://GitHub.com.', 'https://github.com:443']) {
    expect(await createIntegration(administrator, fresh({ provider: 'github', origin }), open)).toMatchObject({
      ok: false,
      code: 'origin_taken',
    });
  }
});

test('row 58: a host that only looks like another is stored as it is, and its page says what it looks like', async () => {
  const { id } = value(
    await createIntegration(administrator, fresh({ provider: 'github', origin: 'https://gıthub.com' }), open),
  );
  const page = value(await showIntegration(administrator, { integrationId: id }));
  expect(page).toMatchObject({
    origin: 'https://xn--gthub-n4a.com',
    host: 'xn--gthub-n4a.com',
    lookalike: 'gıthub.com',
  });
});

test('a form that is sent twice adds one; its id with other settings, or of somebody else, is told apart', async () => {
  const input = fresh({ id: randomUUID(), oauthClientId: 'client-3', oauthClientSecret: 'the-secret-of-client-3' });
  const both = await Promise.all([1, 2].map(() => createIntegration(administrator, input, open)));
  expect(both).toEqual([1, 2].map(() => ({ ok: true, value: { id: input.id } })));
  const acts = await world.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.gitIntegrationId, input.id ?? ''));
  expect(acts).toHaveLength(1);
  const taken = { ok: false, code: 'already_added' };
  for (const other of [{ name: 'Other' }, { origin: 'https://other.example.com' }, { oauthClientSecret: 'other' }]) {
    expect(await createIntegration(administrator, { ...input, ...other }, open)).toMatchObject(taken);
  }
  expect(await createIntegration(await world.person('administrator'), input, open)).toMatchObject(taken);
});

test('a name is taken in any case, and refused when it is empty or cannot be seen', async () => {
  const input = fresh({ name: 'Corporate' });
  value(await createIntegration(administrator, input, open));
  const again = fresh({ name: 'CORPORATE' });
  expect(await createIntegration(administrator, again, open)).toMatchObject({ ok: false, code: 'name_taken' });
  for (const name of ['', '  ', 'a'.repeat(65), 'a\u202eb', 'a\nb']) {
    expect(createIntegrationSchema.safeParse({ ...again, name }).success).toBe(false);
  }
});

test('the API is on the same host, or where the provider has it: tokens go there', async () => {
  const attempt = (origin: string, apiBase: string, provider = 'github') =>
    createIntegration(administrator, fresh({ provider, origin, apiBase }), open);
  for (const [origin, apiBase, provider] of [
    ['https://git.example.net', 'https://capture.example.com'],
    ['https://git.example.net', 'https://api.git.example.net'],
    ['https://git.example.net', 'https://git.example.net:8443/api/v3'],
    ['https://git.example.net', 'https://api.github.com', 'github-enterprise'],
    ['https://git.example.net.', 'http://git.example.net/api/v3'],
    ['https://acme.ghe.com', 'https://api.github.com'],
  ] as const) {
    expect(await attempt(origin, apiBase, provider)).toMatchObject(refused('API address', /must/));
  }
  const { id } = value(await attempt('https://git.example.net', 'https://git.example.net/proxy/api/', 'github'));
  expect(await stored(id)).toMatchObject({ apiBase: 'https://git.example.net/proxy/api' });
});

test('a client ID without a secret, and a secret without a client ID, are refused', async () => {
  for (const half of [{ oauthClientId: 'x' }, { oauthClientSecret: 'y' }]) {
    expect(await createIntegration(administrator, fresh(half), open)).toMatchObject(
      refused('OAuth application', /both/),
    );
  }
});

test('a CA bundle that is none is refused', async () => {
  const answer = await createIntegration(administrator, fresh({ caBundle: makeAuthority('x').key }), open);
  expect(answer).toMatchObject(refused('CA bundle', /private key/));
});

test('a path, an unknown provider and anybody but an administrator are refused', async () => {
  expect(await createIntegration(administrator, fresh({ origin: 'https://h.example/gitlab' }), open)).toMatchObject(
    refused('Address', /path/),
  );
  expect(await createIntegration(administrator, fresh({ provider: 'gitlab' }), open)).toMatchObject(
    refused('Git provider', /unknown/),
  );
  const person = await world.person();
  expect(await createIntegration(person, fresh(), open)).toEqual({ ok: false, code: 'not_administrator' });
  expect(await listIntegrations(person)).toEqual({ ok: false, code: 'not_administrator' });
  const asked = { integrationId: world.integrationId };
  expect(await showIntegration(person, asked)).toEqual({ ok: false, code: 'not_administrator' });
});
