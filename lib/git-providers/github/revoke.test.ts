import { describe, expect, test } from 'vitest';
import type { Answering } from '#e2e/parts/scripted-host.ts';
import { testOnLoopback, testScriptedHost } from '#e2e/parts/test-hosts.ts';
import { github, githubEnterprise } from '#lib/git-providers/github.ts';
import { Secret } from '#lib/secret.ts';

testOnLoopback();
const scripted = testScriptedHost();

const application = { clientId: 'app', clientSecret: new Secret('app-secret') };
const withdraw = 'DELETE /rest/applications/app/token';
const report = 'POST /rest/credentials/revoke';
const calls = () => scripted.seen.map(({ call }) => call);

function revoke(kindId: string, { provider = github, known = true } = {}) {
  const host = { origin: scripted.origin, apiBase: `${scripted.origin}/rest`, caBundle: null };
  const accessToken = new Secret('gho_canary');
  return provider.revoke({ host, application: known ? application : null, kindId, accessToken });
}

function answers(given: Record<string, Answering>) {
  Object.assign(scripted.answers, given);
}

describe('an OAuth token', () => {
  test('is withdrawn by its application', async () => {
    answers({ [withdraw]: { status: 204 } });
    expect(await revoke('oauth', { provider: githubEnterprise })).toEqual({ outcome: 'revoked' });
    expect(scripted.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('app:app-secret').toString('base64')}`);
    expect(scripted.seen[0]?.body).toBe('{"access_token":"gho_canary"}');
  });

  test('of an application with a wrong secret is an administrator’s business', async () => {
    answers({ [withdraw]: { status: 401, body: {} } });
    expect(await revoke('oauth')).toEqual({ outcome: 'misconfigured', error: 'invalid_client' });
  });

  test.each([404, 422])('that the application does not know (%i) is dead, if the provider says so', async (status) => {
    answers({ [withdraw]: { status, body: {} }, 'GET /rest/user': { status: 401, body: {} } });
    expect(await revoke('oauth')).toEqual({ outcome: 'revoked' });
    expect(calls()).toEqual([withdraw, 'GET /rest/user']);
  });

  test('of another application is alive: reported where that exists, otherwise left to the person', async () => {
    answers({
      [withdraw]: { status: 404, body: {} },
      'GET /rest/user': { body: { id: 1, login: 'x' } },
      [report]: { status: 202, body: {} },
    });
    expect(await revoke('oauth')).toEqual({ outcome: 'revoked' });
    expect(await revoke('oauth', { provider: githubEnterprise })).toEqual({ outcome: 'unsupported' });
  });

  test('without an application is reported where that exists', async () => {
    answers({ [report]: { status: 202, body: {} } });
    expect(await revoke('oauth', { known: false })).toEqual({ outcome: 'revoked' });
    expect(await revoke('oauth', { known: false, provider: githubEnterprise })).toEqual({ outcome: 'unsupported' });
  });

  test.each<readonly [number, string]>([
    [403, 'forbidden'],
    [429, 'rate_limited'],
    [503, 'server_error'],
  ])('meets %i: nothing was revoked', async (status, reason) => {
    answers({ [withdraw]: { status, body: {} } });
    expect(await revoke('oauth')).toMatchObject({ outcome: 'unreachable', reason });
  });
});

describe.each(['classic', 'fine-grained'])('a %s token', (kindId) => {
  test('is reported, without any authentication', async () => {
    answers({ [report]: { status: 202, body: {} } });
    expect(await revoke(kindId)).toEqual({ outcome: 'revoked' });
    expect(scripted.seen[0]?.headers.authorization).toBe(undefined);
    expect(scripted.seen[0]?.body).toBe('{"credentials":["gho_canary"]}');
  });

  test.each([404, 422])('that cannot be reported (%i) is left to the person', async (status) => {
    answers({ [report]: { status, body: {} } });
    expect(await revoke(kindId)).toEqual({ outcome: 'unsupported' });
  });

  test('meets the limit of sixty an hour', async () => {
    answers({ [report]: { status: 403, headers: { 'retry-after': '60' }, body: {} } });
    expect(await revoke(kindId)).toMatchObject({ outcome: 'unreachable', reason: 'rate_limited' });
  });

  test('of Enterprise Server is left to the person, and nobody is asked', async () => {
    expect(await revoke(kindId, { provider: githubEnterprise })).toEqual({ outcome: 'unsupported' });
    expect(scripted.connections()).toBe(0);
  });
});

test('what can be revoked is known without asking', () => {
  const host = { origin: 'https://github.com', apiBase: 'https://api.github.com', caBundle: null };
  const can = (provider: typeof github) =>
    ['oauth', 'classic', 'fine-grained'].map((kind) => provider.canRevoke(host, kind));
  expect(can(github)).toEqual([true, true, true]);
  expect(can(githubEnterprise)).toEqual([true, false, false]);
});
