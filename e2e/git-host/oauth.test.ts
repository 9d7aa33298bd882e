import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { testGitHost } from '#e2e/parts/test-hosts.ts';
import { startGitHost } from './start.ts';
import { askToken, authorize, authorizeFor, REDIRECT_URI } from './visitor.ts';

const host = testGitHost();

const user = (token: unknown) =>
  fetch(`${host.origin}/rest/user`, { headers: { authorization: `Bearer ${String(token)}` } });
const expiring = { login: 'octo-ada', scope: 'repo', clientId: 'git-tokens-expiring' };

describe('authorizing', () => {
  test('the person is asked once, and sent back with code, state and iss', async () => {
    const input = { login: 'octo-cyd', scope: 'repo' };
    const first = await authorize(host, input);
    expect(first.asked).toBe(true);
    expect(first.url.href).toContain(REDIRECT_URI);
    expect(Object.fromEntries(first.url.searchParams)).toEqual({
      code: expect.any(String),
      state: 'as sent',
      iss: `${host.origin}/login/oauth`,
    });
    expect((await authorize(host, input)).asked).toBe(false);
    expect((await authorize(host, { ...input, scope: 'repo,admin:repo_hook' })).asked).toBe(true);
  });

  test('cancelling sends the person back with access_denied', async () => {
    const { url } = await authorize(host, { login: 'octo-bob', scope: 'gist', cancel: true });
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ error: 'access_denied', state: 'as sent' });
  });

  test('response_type may be left out, and scopes stand with commas or spaces', async () => {
    const { url } = await authorize(host, { login: 'octo-bob', scope: 'repo admin:repo_hook' });
    expect(url.searchParams.has('code')).toBe(true);
  });

  test('fewer scopes can be granted than were asked for', async () => {
    const token = await authorizeFor(host, { login: 'octo-bob', scope: 'repo,user', tick: ['repo'] });
    expect(token).toMatchObject({ scope: 'repo' });
    expect((await user(token.access_token)).headers.get('x-oauth-scopes')).toBe('repo');
  });

  test('scopes that others contain are dropped, unknown ones ignored', async () => {
    const token = await authorizeFor(host, { login: 'octo-bob', scope: 'repo,public_repo,repo:status,no-such-scope' });
    expect(token).toMatchObject({ scope: 'repo' });
  });

  test('asking for no scope gives what was granted before', async () => {
    await authorizeFor(host, { login: 'octo-bob', scope: 'repo' });
    const again = await authorizeFor(host, { login: 'octo-bob', scope: '' });
    expect(again).toHaveProperty('scope', expect.stringContaining('repo'));
  });

  test.each(['https://evil.example/api/git-auth/x/callback', 'http://localhost:3999/elsewhere'])(
    'a redirect URI that is not registered is not followed: %s',
    async (redirectUri) => {
      const { url, html } = await authorize(host, { login: 'octo-ada', scope: 'repo', redirectUri });
      expect(url.origin).toBe(host.origin);
      expect(html).toContain('Authorization failed');
    },
  );

  test('a registered redirect URI, or a path below it, is followed', async () => {
    const clientId = 'with-its-own-address';
    host.control.registerApplication({ clientId, redirectUris: ['https://app.example/back'] });
    const { url } = await authorize(host, {
      login: 'octo-ada',
      scope: 'repo',
      clientId,
      redirectUri: 'https://app.example/back/here',
    });
    expect(url.href).toMatch(/^https:\/\/app\.example\/back\/here\?code=/);
  });

  test('PKCE other than S256 is refused', async () => {
    const plain = (query: URLSearchParams) => query.set('code_challenge_method', 'plain');
    const { url } = await authorize(host, { login: 'octo-ada', scope: 'repo', query: plain });
    expect(url.searchParams.get('error')).toBe('invalid_request');
  });
});

describe('the token endpoint', () => {
  test('answers a form with commas in the scope, unless JSON is asked for', async () => {
    const { url, verifier } = await authorize(host, { login: 'octo-ada', scope: 'repo,admin:repo_hook' });
    const fields = { client_id: 'git-tokens-demo', client_secret: 'git-tokens-demo-secret', code_verifier: verifier };
    const response = await fetch(`${host.origin}/login/oauth/access_token`, {
      method: 'POST',
      body: new URLSearchParams({ ...fields, code: url.searchParams.get('code') ?? '' }),
    });
    expect(response.headers.get('content-type')).toContain('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(await response.text()))).toEqual({
      access_token: expect.stringMatching(/^gho_[A-Za-z0-9]{36}$/),
      scope: 'admin:repo_hook,repo',
      token_type: 'bearer',
    });
  });

  test('a JSON body is as good as a form', async () => {
    const { url, verifier } = await authorize(host, { login: 'octo-ada', scope: 'repo' });
    const fields = { client_id: 'git-tokens-demo', client_secret: 'git-tokens-demo-secret', code_verifier: verifier };
    const response = await fetch(`${host.origin}/login/oauth/access_token`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ ...fields, code: url.searchParams.get('code') }),
    });
    expect(await response.json()).toHaveProperty('access_token');
  });

  test('a code works once, and using it again takes nothing away', async () => {
    const { url, verifier } = await authorize(host, { login: 'octo-ada', scope: 'repo' });
    const fields = { code: url.searchParams.get('code') ?? '', code_verifier: verifier };
    const first = await askToken(host, fields);
    expect(await askToken(host, fields)).toMatchObject({ error: 'bad_verification_code' });
    expect((await user(first['access_token'])).status).toBe(200);
  });

  test('of many that redeem one code at once, one gets the token', async () => {
    const { url, verifier } = await authorize(host, { login: 'octo-ada', scope: 'repo' });
    const fields = { code: url.searchParams.get('code') ?? '', code_verifier: verifier };
    const answers = await Promise.all(Array.from({ length: 8 }, () => askToken(host, fields)));
    expect(answers.filter((answer) => 'access_token' in answer)).toHaveLength(1);
  });

  test.each([
    ['bad_verification_code', { code: 'invented' }],
    ['bad_verification_code', { code_verifier: 'x'.repeat(43) }],
    ['bad_verification_code', { code_verifier: '' }],
    ['redirect_uri_mismatch', { redirect_uri: `${REDIRECT_URI}/else` }],
    ['incorrect_client_credentials', { client_secret: 'wrong' }],
    ['incorrect_client_credentials', { client_id: 'nobody' }],
    ['bad_refresh_token', { grant_type: 'refresh_token', refresh_token: 'ghr_invented' }],
  ])('says %s with status 200 for %o', async (error, wrong) => {
    const { url, verifier } = await authorize(host, { login: 'octo-ada', scope: 'repo' });
    const right = { code: url.searchParams.get('code') ?? '', code_verifier: verifier, redirect_uri: REDIRECT_URI };
    expect(await askToken(host, { ...right, ...wrong })).toMatchObject({
      error,
      error_description: expect.any(String),
    });
  });

  test('the eleventh token of the same user, application and scopes ends the first', async () => {
    const input = { login: 'octo-cyd', scope: 'gist' };
    const texts: string[] = [];
    for (let count = 0; count < 11; count += 1) texts.push((await authorizeFor(host, input)).access_token);
    const states = await Promise.all(texts.map(async (text) => (await user(text)).status));
    expect(states).toEqual([401, ...Array.from({ length: 10 }, () => 200)]);
  });
});

describe('expiring tokens', () => {
  test('come as a setting of the application, with GitHub’s life times and the header on every answer', async () => {
    const token = await authorizeFor(host, expiring);
    expect(token).toMatchObject({ expires_in: 28_800, refresh_token_expires_in: 15_897_600 });
    expect(token.refresh_token).toMatch(/^ghr_[A-Za-z0-9]{76}$/);
    const header = (await user(token.access_token)).headers.get('github-authentication-token-expiration');
    expect(header).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
  });

  test('come with the scope offline_access, which is not listed', async () => {
    const token = await authorizeFor(host, { login: 'octo-ada', scope: 'repo,offline_access' });
    expect(token).toMatchObject({ scope: 'repo', refresh_token: expect.stringMatching(/^ghr_/) });
  });

  test('a refresh ends both the used refresh token and the old access token', async () => {
    const old = await authorizeFor(host, expiring);
    const refresh = { grant_type: 'refresh_token', refresh_token: old.refresh_token };
    const fresh = await askToken(host, refresh, expiring.clientId);
    expect(fresh).toMatchObject({ access_token: expect.stringMatching(/^gho_/), scope: 'repo' });
    expect((await user(old.access_token)).status).toBe(401);
    expect((await user(fresh['access_token'])).status).toBe(200);
  });

  test('a used refresh token that comes back ends all that came of it', async () => {
    const old = await authorizeFor(host, expiring);
    const refresh = { grant_type: 'refresh_token', refresh_token: old.refresh_token };
    const fresh = await askToken(host, refresh, expiring.clientId);
    expect(await askToken(host, refresh, expiring.clientId)).toMatchObject({ error: 'bad_refresh_token' });
    expect((await user(fresh['access_token'])).status).toBe(401);
  });

  test('one authorization’s end leaves another’s tokens alone', async () => {
    const [one, other] = [await authorizeFor(host, expiring), await authorizeFor(host, expiring)];
    host.control.revokeToken(one.access_token);
    const refresh = { grant_type: 'refresh_token', refresh_token: one.refresh_token };
    expect(await askToken(host, refresh, expiring.clientId)).toMatchObject({ error: 'bad_refresh_token' });
    expect((await user(other.access_token)).status).toBe(200);
  });

  test('an answer that is lost has spent the refresh token', async () => {
    const old = await authorizeFor(host, expiring);
    const refresh = { grant_type: 'refresh_token', refresh_token: old.refresh_token };
    host.control.setBehaviour({ loseTokenAnswer: true });
    await expect(askToken(host, refresh, expiring.clientId)).rejects.toThrow('fetch failed');
    host.control.setBehaviour({});
    expect((await user(old.access_token)).status).toBe(401);
    expect(await askToken(host, refresh, expiring.clientId)).toMatchObject({ error: 'bad_refresh_token' });
  });
});

test('tokens and refresh tokens outlive a restart, and the folder holds none of their texts', async () => {
  const kept = mkdtempSync(path.join(tmpdir(), 'git-host-'));
  const before = await startGitHost({ port: 0, dataDir: kept });
  const token = await authorizeFor(before, expiring);
  const classic = before.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
  await before.stop();
  const file = readFileSync(path.join(kept, 'state.json'), 'utf8');
  for (const text of [classic, token.access_token, token.refresh_token]) expect(file).not.toContain(text);
  const after = await startGitHost({ port: 0, dataDir: kept });
  const headers = { authorization: `Bearer ${classic}` };
  expect((await fetch(`${after.origin}/rest/user`, { headers })).status).toBe(200);
  const refresh = { grant_type: 'refresh_token', refresh_token: token.refresh_token };
  expect(await askToken(after, refresh, expiring.clientId)).toHaveProperty('access_token');
  await after.stop();
  rmSync(kept, { recursive: true });
});
