import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { testGitHost } from '#e2e/parts/test-hosts.ts';
import { startGitHost } from './start.ts';
import { authorizeFor } from './visitor.ts';

const host = testGitHost();

const get = (address: string, token?: string, headers: Record<string, string> = {}) =>
  fetch(host.origin + address, {
    redirect: 'manual',
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
  });
const classic = (scopes: string[] = ['repo'], expiresAt: Date | null = null) =>
  host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes, expiresAt });
const fineGrained = () => host.control.createToken({ login: 'octo-ada', kind: 'fine-grained', resourceOwner: 'acme' });

describe('headers', () => {
  test('scopes are listed for classic and OAuth tokens', async () => {
    const answer = await get('/rest/repos/acme/gitops-config', classic(['repo', 'admin:repo_hook']));
    expect(answer.headers.get('x-oauth-scopes')).toBe('admin:repo_hook, repo');
    expect(answer.headers.get('x-accepted-oauth-scopes')).toBe('repo');
    const { access_token: text } = await authorizeFor(host, { login: 'octo-ada', scope: 'repo' });
    const oauth = await get('/rest/user', text);
    expect(oauth.headers.get('x-oauth-scopes')).toBe('repo');
    expect(oauth.headers.get('x-oauth-client-id')).toBe('git-tokens-demo');
  });

  test('a token without scopes has an empty list, a fine-grained one has none', async () => {
    expect((await get('/rest/user', classic([]))).headers.get('x-oauth-scopes')).toBe('');
    const answer = await get('/rest/repos/acme/gitops-config', fineGrained());
    expect(answer.headers.has('x-oauth-scopes')).toBe(false);
    expect(answer.headers.get('x-accepted-github-permissions')).toBe('metadata=read');
  });

  test('an expiring token tells its date on every answer, another nothing', async () => {
    const at = new Date('2030-10-12T09:00:00Z');
    const expiry = async (token: string) =>
      (await get('/rest/user', token)).headers.get('github-authentication-token-expiration');
    expect([await expiry(classic(['repo'], at)), await expiry(classic())]).toEqual(['2030-10-12 09:00:00 UTC', null]);
  });

  test('an unchanged answer is a 304 that costs no call', async () => {
    const token = classic();
    const first = await get('/rest/user', token);
    const etag = first.headers.get('etag') ?? '';
    const again = await get('/rest/user', token, { 'if-none-match': etag });
    expect(again.status).toBe(304);
    expect(again.headers.get('x-ratelimit-used')).toBe(first.headers.get('x-ratelimit-used'));
    expect(again.headers.get('x-oauth-scopes')).toBe('repo');
  });

  test('github.com counts calls, Enterprise Server does not by default', async () => {
    const token = classic();
    const answer = await get('/rest/user', token);
    expect(answer.headers.get('x-ratelimit-limit')).toBe('5000');
    expect(answer.headers.get('x-github-request-id')).toMatch(/^[0-9A-F:]{35}$/);
    expect(answer.headers.get('x-github-media-type')).toBe('github.v3; format=json');
    const enterprise = await get('/api/v3/user', token);
    expect(enterprise.headers.has('x-ratelimit-limit')).toBe(false);
    expect(enterprise.headers.has('x-github-enterprise-version')).toBe(true);
  });
});

describe('refusals', () => {
  test('unknown, expired and revoked tokens are told the same', async () => {
    const [expired, revoked] = [classic(), classic()];
    host.control.expireToken(expired);
    host.control.revokeToken(revoked);
    for (const token of ['ghp_unknown', expired, revoked]) {
      const answer = await get('/rest/user', token);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ message: 'Bad credentials' });
      expect(answer.headers.has('x-oauth-scopes')).toBe(false);
    }
  });

  test('single sign-on is asked for with a link, which authorizes this one token', async () => {
    const token = classic();
    const answer = await get('/rest/repos/initech/fleet', token);
    expect(answer.status).toBe(403);
    const link = /^required; url=(.+)$/.exec(answer.headers.get('x-github-sso') ?? '')?.[1] ?? '';
    expect(link).toContain(`${host.origin}/orgs/initech/sso?authorization_request=`);
    host.control.changeToken(token, { ssoOrganizations: ['initech'] });
    expect((await get('/rest/repos/initech/fleet', token)).status).toBe(200);
  });

  test('a fine-grained token that waits for approval reaches nothing private', async () => {
    const input = {
      login: 'octo-ada',
      kind: 'fine-grained',
      resourceOwner: 'globex',
      permissions: { contents: 'write' },
    } as const;
    const token = host.control.createToken({ ...input, pendingApproval: true });
    expect((await get('/rest/repos/globex/shop-config', token)).status).toBe(404);
    host.control.changeToken(token, { pendingApproval: false });
    expect((await get('/rest/repos/globex/shop-config', token)).status).toBe(200);
  });

  test('a call without a User-Agent is forbidden', async () => {
    const status = await new Promise((resolve, reject) => {
      httpRequest(`${host.origin}/rest/meta`, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  test('a method or a path that is not there is not found', async () => {
    expect((await get('/rest/no/such/thing', classic())).status).toBe(404);
    const options = { method: 'DELETE', headers: { authorization: `Bearer ${classic()}` } };
    expect((await fetch(`${host.origin}/rest/user`, options)).status).toBe(404);
  });
});

describe('misbehaviour', () => {
  test('rate limits, primary and secondary', async () => {
    host.control.setBehaviour({ rateLimited: true });
    const primary = await get('/rest/user', classic());
    expect([primary.status, primary.headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
    expect(Number(primary.headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000);
    host.control.setBehaviour({ rateLimited: 'secondary' });
    const secondary = await get('/rest/user', classic());
    expect([secondary.status, secondary.headers.get('retry-after')]).toEqual([429, '60']);
  });

  test('401 to everything, HTML instead of JSON, a redirect, a 503', async () => {
    const token = classic();
    host.control.setBehaviour({ all401: true });
    expect((await get('/rest/user', token)).status).toBe(401);
    host.control.setBehaviour({ html: true });
    expect((await get('/rest/user', token)).headers.get('content-type')).toContain('text/html');
    host.control.setBehaviour({ redirectTo: 'https://elsewhere.example/' });
    expect((await get('/rest/user', token)).headers.get('location')).toBe('https://elsewhere.example/');
    host.control.setBehaviour({ unavailable: true });
    expect((await get('/rest/user', token)).status).toBe(503);
  });

  test('a host that is down cuts the connection, only where it is told to', async () => {
    host.control.setBehaviour({ down: true, only: ['api'] });
    await expect(get('/rest/user', classic())).rejects.toThrow('fetch failed');
    expect((await get('/')).status).toBe(200);
  });

  test('a slow host answers after its time', async () => {
    host.control.setBehaviour({ slowMs: 60 });
    const start = performance.now();
    await get('/rest/user', classic());
    expect(performance.now() - start).toBeGreaterThan(50);
  });

  test('repeated bad credentials lock everybody out, if it is told so', async () => {
    host.control.setBehaviour({ lockoutAfter: 3 });
    for (let count = 0; count < 3; count += 1) expect((await get('/rest/user', 'ghp_bad')).status).toBe(401);
    expect((await get('/rest/user', classic())).status).toBe(403);
  });

  test('single answers can be replaced, as often as is said', async () => {
    host.control.override({ path: '^/rest/user$', times: 1, status: 500, body: 'broken' });
    const token = classic();
    expect((await get('/rest/user', token)).status).toBe(500);
    expect((await get('/rest/user', token)).status).toBe(200);
  });
});

test('the log has every request with its token’s id, and never a token', async () => {
  host.control.clearRequests();
  const token = classic();
  await get(`/rest/user?access_token=${token}`, token);
  await get('/rest/user', 'ghp_bad');
  expect(host.control.count({ surface: 'api', method: 'GET', path: /user$/ })).toBe(2);
  const [good, bad] = host.control.requests();
  expect(good).toMatchObject({ path: '/rest/user', status: 200, tokenId: expect.any(Number) });
  expect(bad).toMatchObject({ status: 401, tokenId: null });
  expect(JSON.stringify(host.control.requests())).not.toContain(token);
});

test('the control over HTTP wants its header, which no other page can send', async () => {
  const options = { method: 'POST', body: JSON.stringify({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] }) };
  expect((await fetch(`${host.origin}/_control/token`, options)).status).toBe(403);
  const allowed = await fetch(`${host.origin}/_control/token`, { ...options, headers: { 'x-git-host-control': '1' } });
  expect(allowed.status).toBe(201);
  expect(await allowed.json()).toEqual({ token: expect.stringMatching(/^ghp_/) });
});

test('who connects while the host is still starting gets an answer', async () => {
  const fresh = mkdtempSync(path.join(tmpdir(), 'git-host-'));
  const started = await startGitHost({ port: 0, dataDir: fresh });
  await started.stop();
  const port = Number(new URL(started.origin).port);
  rmSync(fresh, { recursive: true });
  const again = startGitHost({ port, dataDir: fresh });
  const answer = (async () => {
    for (;;) {
      const response = await fetch(`${started.origin}/rest/meta`).catch(() => null);
      if (response) return response.status;
    }
  })();
  expect(await answer).toBe(200);
  await (await again).stop();
  rmSync(fresh, { recursive: true });
});
