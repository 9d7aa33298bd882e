import { afterEach, describe, expect, test } from 'vitest';
import { makeAuthority } from '#e2e/parts/certificate.ts';
import { bodyOf, type FaultServer, startServer } from '#e2e/parts/fault-server.ts';
import { testGitHost, testOnLoopback } from '#e2e/parts/test-hosts.ts';
import { gitProviders } from '#lib/git-providers/registry.ts';
import { closeOutbound } from '#lib/outbound/agents.ts';
import { Secret } from '#lib/secret.ts';

testOnLoopback();
const local = testGitHost();

const servers: FaultServer[] = [];
async function started(starting: Promise<FaultServer>): Promise<FaultServer> {
  const server = await starting;
  servers.push(server);
  return server;
}
afterEach(async () => {
  await closeOutbound();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const redirectUri = 'http://127.0.0.1:3000/api/git-auth/7/callback';
const application = { clientId: 'git-tokens-demo', clientSecret: new Secret('git-tokens-demo-secret') };
const at = (origin: string, path = '/api/v3', caBundle: string | null = null) => ({
  origin,
  apiBase: `${origin}${path}`,
  caBundle,
});
const json = { 'content-type': 'application/json; charset=utf-8' };

describe.each(gitProviders.map((provider) => ({ id: provider.id, provider })))('$id', ({ id, provider }) => {
  const host = () => at(local.origin, id === 'github' ? '/rest' : '/api/v3');

  test('the Git host is recognised, and takes its application', async () => {
    expect(await provider.probe({ host: host(), application: null, redirectUri })).toEqual({
      outcome: 'ok',
      client: 'untested',
    });
    expect(await provider.probe({ host: host(), application, redirectUri })).toEqual({
      outcome: 'ok',
      client: 'accepted',
    });
  });

  test('a wrong client secret, and a wrong client ID, are told', async () => {
    for (const wrong of [
      { ...application, clientSecret: new Secret('not-the-secret-of-it') },
      { ...application, clientId: 'nobody' },
    ]) {
      expect(await provider.probe({ host: host(), application: wrong, redirectUri })).toEqual({
        outcome: 'client_rejected',
      });
    }
  });

  test('row 63: a web site is no Git server, and is sent no client secret', async () => {
    const seen: string[] = [];
    const site = await started(
      startServer((request, response) => {
        void bodyOf(request).then((body) => {
          seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''} ${body}`);
          response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Welcome</title>');
        });
      }),
    );
    const found = await provider.probe({ host: at(site.origin), application, redirectUri });
    expect(found).toEqual({ outcome: 'not_a_git_server' });
    expect(seen).toEqual(['GET /api/v3/meta  ']);
  });

  test.each([
    [404, '{"message":"Not Found"}'],
    [200, '{"version":"17.4.0"}'],
    [200, '[]'],
    [401, '{"message":"401 Unauthorized"}'],
    [200, '{"verifiable_password_authentication":'],
  ])('another API answering %i %s is not this provider', async (status, body) => {
    const other = await started(startServer((_request, response) => response.writeHead(status, json).end(body)));
    expect(await provider.probe({ host: at(other.origin), application, redirectUri })).toEqual({
      outcome: 'not_a_git_server',
    });
  });

  test('one in private mode, which tells strangers nothing, is recognised by how it says so', async () => {
    const closed = await started(
      startServer((_request, response) =>
        response
          .writeHead(401, { ...json, 'x-github-request-id': 'A1' })
          .end('{"message":"Must authenticate to access this API."}'),
      ),
    );
    expect(await provider.probe({ host: at(closed.origin), application: null, redirectUri })).toMatchObject({
      outcome: 'ok',
    });
  });

  test('an application without our redirect URI, or unknown to the host, is told apart from an outage', async () => {
    const answers: [number, string][] = [
      [200, '{"error":"redirect_uri_mismatch"}'],
      [404, '{"error":"Not Found"}'],
      [503, '{}'],
    ];
    const odd = await started(
      startServer((request, response) => {
        const [status, body] =
          request.method === 'GET'
            ? [200, '{"verifiable_password_authentication":false}']
            : (answers.shift() ?? [500, '']);
        response.writeHead(status, json).end(body);
      }),
    );
    const ask = () => provider.probe({ host: at(odd.origin), application, redirectUri });
    expect(await ask()).toEqual({ outcome: 'redirect_uri_rejected' });
    expect(await ask()).toEqual({ outcome: 'client_rejected' });
    expect(await ask()).toMatchObject({ outcome: 'unreachable', reason: 'server_error' });
  });

  test('row 61: an unknown certificate authority is a TLS matter, and with its CA bundle none', async () => {
    const authority = makeAuthority('Example Inc. CA');
    const secure = await started(
      startServer(
        (_request, response) => response.writeHead(200, json).end('{"verifiable_password_authentication":true}'),
        authority.issue('127.0.0.1'),
      ),
    );
    const probe = (caBundle: string | null) =>
      provider.probe({ host: at(secure.origin, '/api/v3', caBundle), application: null, redirectUri });
    expect(await probe(null)).toMatchObject({ outcome: 'unreachable', reason: 'tls' });
    expect(await probe(authority.cert)).toMatchObject({ outcome: 'ok' });
  });

  test('a closed port and a redirect are told as such', async () => {
    const gone = await startServer(() => undefined);
    await gone.stop();
    expect(await provider.probe({ host: at(gone.origin), application, redirectUri })).toMatchObject({
      outcome: 'unreachable',
      reason: 'refused',
    });
    local.control.setBehaviour({ redirectTo: 'https://example.com/' });
    expect(await provider.probe({ host: host(), application, redirectUri })).toMatchObject({ reason: 'redirect' });
  });
});
