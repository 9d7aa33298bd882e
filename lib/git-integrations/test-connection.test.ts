import type { ServerResponse } from 'node:http';
import { eq } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { makeAuthority, makeSelfSigned } from '#e2e/parts/certificate.ts';
import { bodyOf, type FaultServer, startServer } from '#e2e/parts/fault-server.ts';
import type { Resolve } from '#lib/outbound/agents.ts';
import { closeOutbound } from '#lib/outbound/agents.ts';
import { connectionWords } from './connection-words.ts';
import { testConnection, testConnectionSchema } from './test-connection.ts';

const world = await testWorld();
const { host } = world;
const administrator = await world.person('administrator');
const newId = '11111111-1111-4111-8111-111111111111';
const servers: FaultServer[] = [];
async function started(starting: Promise<FaultServer>): Promise<FaultServer> {
  const server = await starting;
  servers.push(server);
  return server;
}
afterEach(async () => {
  host.control.setBehaviour({});
  await closeOutbound();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const form = (origin: string, more: object = {}) => ({ provider: 'github-enterprise', origin, ...more });
const run = (input: object, resolve?: Resolve) =>
  testConnection(administrator, testConnectionSchema.parse({ integrationId: newId, ...input }), resolve);
const report = async (input: object, resolve?: Resolve) => value(await run(input, resolve));
const application = { oauthClientId: 'git-tokens-demo', oauthClientSecret: 'git-tokens-demo-secret' };

test('what is stored is tried with its own client secret', async () => {
  const found = await report({ integrationId: world.integrationId });
  expect(found).toMatchObject({ outcome: 'ok', client: 'accepted', host: new URL(host.origin).host });
  expect(connectionWords(found)).toMatchObject({ tone: 'good', next: null });
});

test('a form is tried before it is saved, with and without an OAuth application', async () => {
  expect(await report({ form: form(host.origin, application) })).toMatchObject({ outcome: 'ok', client: 'accepted' });
  expect(await report({ form: form(host.origin) })).toMatchObject({ outcome: 'ok', client: 'none' });
  const rows = await world.db.select().from(gitIntegrations).where(eq(gitIntegrations.id, newId));
  expect(rows).toEqual([]);
});

test('a wrong client ID or secret is told', async () => {
  for (const wrong of [{ oauthClientSecret: 'not-the-right-one' }, { oauthClientId: 'nobody' }]) {
    const found = await report({ form: form(host.origin, { ...application, ...wrong }) });
    expect(found.outcome).toBe('client_rejected');
    expect(connectionWords(found)).toMatchObject({
      tone: 'broken',
      next: expect.stringMatching(/client ID and client secret again/),
    });
  }
});

test('an empty client secret is the stored one, but only for its own host', async () => {
  const provider = 'github';
  const stored = { provider, apiBase: `${host.origin}/rest`, oauthClientId: application.oauthClientId };
  const integrationId = world.integrationId;
  expect(await report({ integrationId, form: form(host.origin, stored) })).toMatchObject({ client: 'accepted' });
  const seen: string[] = [];
  const other = await started(
    startServer((request, response) => {
      void bodyOf(request).then((body) => {
        seen.push(`${request.url} ${JSON.stringify(request.headers)} ${body}`);
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"verifiable_password_authentication":true}');
      });
    }),
  );
  const found = await report({ integrationId, form: form(other.origin, { oauthClientId: application.oauthClientId }) });
  expect(found).toMatchObject({ outcome: 'ok', client: 'no_secret' });
  expect(connectionWords(found)).toMatchObject({
    tone: 'soon',
    next: expect.stringMatching(/Enter the client secret/),
  });
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.join()).not.toContain(application.oauthClientSecret);
  expect(seen.join()).not.toContain(Buffer.from(`${application.oauthClientId}:`).toString('base64').slice(0, 12));
});

test('row 57: a name that does not resolve', async () => {
  const found = await report({ form: form('https://git.invalid') });
  expect(found).toMatchObject({ outcome: 'cannot_resolve', host: 'git.invalid' });
  expect(connectionWords(found).title).toBe('There is no host named git.invalid.');
});

test('a name that leads where no connection may go sees no connection', async () => {
  const inside: Resolve = (_hostname, _options, callback) => callback(null, [{ address: '10.0.0.7', family: 4 }]);
  const found = await report({ form: form('https://git.example.com') }, inside);
  expect(found).toMatchObject({ outcome: 'not_allowed', host: 'git.example.com' });
});

test('a closed port', async () => {
  const gone = await startServer(() => undefined);
  await gone.stop();
  const found = await report({ form: form(gone.origin) });
  expect(found).toMatchObject({ outcome: 'refused', host: `127.0.0.1:${gone.port}` });
});

test('row 61: a certificate of an unknown authority wants its CA bundle, and is fine with it', async () => {
  const authority = makeAuthority('Example Inc. Root');
  const answer = (_request: unknown, response: ServerResponse) =>
    void response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"verifiable_password_authentication":true}');
  const secure = await started(startServer(answer, authority.issue('127.0.0.1')));
  const without = await report({ form: form(secure.origin) });
  expect(without).toMatchObject({ outcome: 'tls', hasCaBundle: false });
  expect(connectionWords(without).next).toMatch(/add its certificate under CA bundle/);
  expect(await report({ form: form(secure.origin, { caBundle: authority.cert }) })).toMatchObject({ outcome: 'ok' });
  const wrong = await report({ form: form(secure.origin, { caBundle: makeSelfSigned('127.0.0.1').cert }) });
  expect(wrong).toMatchObject({ outcome: 'tls', hasCaBundle: true });
  expect(connectionWords(wrong).next).toMatch(/does not vouch for it/);
});

test('row 61: https asked of a server that speaks http is a TLS matter', async () => {
  const plain = await started(startServer((_request, response) => response.end()));
  expect(await report({ form: form(plain.origin.replace('http:', 'https:')) })).toMatchObject({ outcome: 'tls' });
});

test('row 63: a web site is not a Git server', async () => {
  const site = await started(
    startServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hi</h1>')),
  );
  const found = await report({ form: form(site.origin, application) });
  expect(found.outcome).toBe('not_a_git_server');
  expect(connectionWords(found).title).toMatch(/answers, but not as GitHub Enterprise Server does/);
});

test('row 63: a wrong API address at a right host is told as well', async () => {
  const found = await report({ form: form(host.origin, { apiBase: `${host.origin}/wrong/api` }) });
  expect(found.outcome).toBe('not_a_git_server');
});

test('row 60: an API that sends on elsewhere is told as such, and is not followed', async () => {
  const elsewhere = await started(startServer((_request, response) => response.end()));
  const server = await started(
    startServer((_request, response) => response.writeHead(308, { location: elsewhere.origin }).end()),
  );
  expect(await report({ form: form(server.origin, application) })).toMatchObject({ outcome: 'redirect' });
  expect(elsewhere.connections()).toBe(0);
});

test('an outage and a rate limit are told apart from wrong settings', async () => {
  host.control.setBehaviour({ unavailable: true });
  expect(await report({ form: form(host.origin, application) })).toMatchObject({ outcome: 'server_error' });
  host.control.setBehaviour({ down: true });
  expect(await report({ form: form(host.origin, application) })).toMatchObject({ outcome: 'refused' });
});

test('an address that could not be saved is refused with its field, before anything is asked', async () => {
  expect(await run({ form: form('http://gitlab.corp') })).toMatchObject({
    code: 'invalid_input',
    detail: { field: 'Address', problem: 'it must begin with https://' },
  });
  expect(await run({ form: form('https://169.254.169.254') })).toMatchObject({ code: 'invalid_input' });
  expect(await run({ form: form(host.origin, { caBundle: 'x' }) })).toMatchObject({ detail: { field: 'CA bundle' } });
  expect(await run({})).toEqual({ ok: false, code: 'not_found' });
});

test('nobody but an administrator tests a connection', async () => {
  const input = testConnectionSchema.parse({ integrationId: world.integrationId });
  expect(await testConnection(await world.person(), input)).toEqual({ ok: false, code: 'not_administrator' });
});
