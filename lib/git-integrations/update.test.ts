import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEvents } from '#db/schema/audit.ts';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { makeAuthority } from '#e2e/parts/certificate.ts';
import { reveal } from '#lib/secret.ts';
import type { Resolve } from '#lib/outbound/agents.ts';
import { createIntegration } from './create.ts';
import { openIntegration } from './open.ts';
import { updateIntegration, updateIntegrationSchema } from './update.ts';

const world = await testWorld();
const administrator = await world.person('administrator');
const resolve: Resolve = (_hostname, _options, callback) => callback(null, [{ address: '140.82.112.3', family: 4 }]);

let made = 0;
/** A new integration with an OAuth application, and the form its page would send back untouched. */
async function integration(more: object = {}) {
  made += 1;
  const settings = {
    provider: 'github-enterprise',
    name: `Corporate ${made}`,
    origin: `https://git${made}.example.com`,
    oauthClientId: `client-${made}`,
    oauthClientSecret: `secret-of-client-${made}`,
    ...more,
  };
  const { id } = value(await createIntegration(administrator, settings, resolve));
  const { name, origin, oauthClientId } = settings;
  const form = { integrationId: id, name, origin, apiBase: `${origin}/api/v3`, oauthClientId };
  return { id, form };
}
const update = (form: object, by = administrator, how = resolve) =>
  updateIntegration(by, updateIntegrationSchema.parse(form), how);
/** Somebody else does something while the name of the host is looked up. */
function meanwhile(does: () => Promise<unknown>): Resolve {
  let first = true;
  return (hostname, options, callback) => {
    if (!first) return resolve(hostname, options, callback);
    first = false;
    void does().finally(() => resolve(hostname, options, callback));
  };
}
async function stored(id: string) {
  const [row] = await world.db.select().from(gitIntegrations).where(eq(gitIntegrations.id, id));
  if (row === undefined) throw new Error('not stored');
  const { application } = openIntegration(row);
  return { ...row, secret: application === null ? null : reveal(application.clientSecret) };
}
const acts = async (id: string) =>
  (await world.db.select().from(auditEvents).where(eq(auditEvents.gitIntegrationId, id))).map(({ action }) => action);

test('row 69: an empty client secret keeps the stored one, and the answer does not have it', async () => {
  const { id, form } = await integration();
  const { page } = value(await update({ ...form, name: 'Renamed', oauthClientSecret: '' }));
  expect(page).toMatchObject({ name: 'Renamed', hasClientSecret: true });
  expect(JSON.stringify(page)).not.toContain('secret-of-client');
  expect(await stored(id)).toMatchObject({
    name: 'Renamed',
    secret: form.oauthClientId.replace('client', 'secret-of-client'),
  });
  expect(await acts(id)).toEqual(['git_integration.create', 'git_integration.update']);
});

test('a new client secret replaces the old one, and a new client ID alone keeps it', async () => {
  const { id, form } = await integration();
  value(await update({ ...form, oauthClientSecret: 'a-new-client-secret' }));
  expect(await stored(id)).toMatchObject({ secret: 'a-new-client-secret' });
  value(await update({ ...form, oauthClientId: 'another-client' }));
  expect(await stored(id)).toMatchObject({ oauthClientId: 'another-client', secret: 'a-new-client-secret' });
});

test('an empty client secret keeps the one that is stored by then, and a form only changes what it says otherwise', async () => {
  const { id, form } = await integration();
  const { cert } = makeAuthority('Example Inc. Root');
  const other = () => update({ ...form, oauthClientSecret: 'rotated-client-secret', caBundle: cert });
  value(await update({ ...form, name: 'Renamed meanwhile' }, administrator, meanwhile(other)));
  expect(await stored(id)).toMatchObject({
    name: 'Renamed meanwhile',
    secret: 'rotated-client-secret',
    caBundle: cert,
  });
  const rename = () => update({ ...form, name: 'Renamed again', caBundle: cert });
  const again = { ...form, name: 'Renamed meanwhile', apiBase: `${form.origin}/proxy/api` };
  value(await update(again, administrator, meanwhile(rename)));
  expect(await stored(id)).toMatchObject({ name: 'Renamed again', apiBase: again.apiBase, caBundle: null });
});

test.each([
  ['another client ID', { oauthClientId: 'another-client', oauthClientSecret: 'its-secret' }],
  ['no application any more', { removeApplication: true }],
])('a client ID is not written beside what somebody else stored meanwhile: %s', async (_what, change) => {
  const { id, form } = await integration();
  const by = meanwhile(() => update({ ...form, ...change }));
  expect(await update({ ...form, name: 'Too late' }, administrator, by)).toMatchObject({ code: 'changed_meanwhile' });
  expect(await stored(id)).toMatchObject({ name: form.name });
});

test('the OAuth application goes only when that is asked for', async () => {
  const { id, form } = await integration();
  expect(await update({ ...form, oauthClientId: '' })).toMatchObject({
    code: 'invalid_input',
    detail: { field: 'OAuth application', problem: 'give its client ID, or remove it' },
  });
  const { page } = value(await update({ ...form, removeApplication: true }));
  expect(page).toMatchObject({ oauthClientId: null, hasClientSecret: false });
  expect(await stored(id)).toMatchObject({ oauthClientId: null, oauthClientSecret: null });
});

test('a CA bundle is stored, told by name, and taken away again; a bad one changes nothing', async () => {
  const { id, form } = await integration();
  const { cert, key } = makeAuthority('Example Inc. Root');
  const { page } = value(await update({ ...form, caBundle: cert }));
  expect(page).toMatchObject({ caBundle: cert, authorities: [{ subject: 'Example Inc. Root' }] });
  expect(await update({ ...form, caBundle: cert + key })).toMatchObject({ detail: { field: 'CA bundle' } });
  expect((await stored(id)).caBundle).toBe(cert);
  value(await update({ ...form, caBundle: '' }));
  expect((await stored(id)).caBundle).toBe(null);
});

test('names and addresses of others are taken', async () => {
  const [first, second] = [await integration(), await integration()];
  const { form } = second;
  expect(await update({ ...form, name: first.form.name.toUpperCase() })).toMatchObject({ code: 'name_taken' });
  const there = { ...form, origin: first.form.origin, confirmOriginChange: true };
  expect(await update(there)).toMatchObject({ code: 'origin_taken' });
  expect(await stored(second.id)).toMatchObject({ origin: form.origin, secret: `secret-of-${form.oauthClientId}` });
  expect(await acts(second.id)).toEqual(['git_integration.create']);
});

test('row 59: another spelling of the same address is no change of it', async () => {
  const { id, form } = await integration();
  value(await update({ ...form, origin: form.origin.replace('git', 'GIT').concat(':443/') }));
  expect(await stored(id)).toMatchObject({ origin: form.origin, secret: `secret-of-${form.oauthClientId}` });
});

test('an API on a foreign host is refused, as it is for a new integration', async () => {
  const { id, form } = await integration();
  expect(await update({ ...form, apiBase: 'https://capture.example.org/api/v3' })).toMatchObject({
    code: 'invalid_input',
    detail: { field: 'API address' },
  });
  expect(await stored(id)).toMatchObject({ apiBase: form.apiBase });
});

test('nobody but an administrator changes one, and one that is not there is not found', async () => {
  const { form } = await integration();
  expect(await update(form, await world.person())).toEqual({ ok: false, code: 'not_administrator' });
  const integrationId = '00000000-0000-4000-8000-000000000000';
  expect(await update({ ...form, integrationId })).toEqual({ ok: false, code: 'not_found' });
  expect(updateIntegrationSchema.safeParse({ ...form, provider: 'github' }).success).toBe(false);
});
