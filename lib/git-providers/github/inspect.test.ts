import { describe, expect, test } from 'vitest';
import { makeSelfSigned } from '#e2e/parts/certificate.ts';
import { startScriptedHost, type Answering } from '#e2e/parts/scripted-host.ts';
import { testOnLoopback, testScriptedHost } from '#e2e/parts/test-hosts.ts';
import { github } from '#lib/git-providers/github.ts';
import { Secret } from '#lib/secret.ts';

testOnLoopback();
const scripted = testScriptedHost();

const application = { clientId: 'app', clientSecret: new Secret('app-secret') };
const user = { id: 4217, login: 'octo-ada', avatar_url: 'https://avatars.example.com/u/4217' };
const expiresOn = 'github-authentication-token-expiration';

function inspect(kindId: string, withApplication = false) {
  const host = { origin: scripted.origin, apiBase: `${scripted.origin}/rest`, caBundle: null };
  const token = new Secret('ghp_canary');
  return github.inspect({ host, token, kindId, application: withApplication ? application : null });
}

function answering(answer: Answering, kindId = 'classic') {
  scripted.answers['GET /rest/user'] = answer;
  return inspect(kindId);
}

describe('a token that is accepted', () => {
  test('a classic token tells owner, scopes and expiry', async () => {
    const headers = { 'x-oauth-scopes': 'repo, admin:repo_hook', [expiresOn]: '2027-10-12 09:00:00 UTC' };
    expect(await answering({ headers, body: user })).toEqual({
      outcome: 'accepted',
      owner: { id: '4217', login: 'octo-ada', avatarUrl: 'https://avatars.example.com/u/4217' },
      scopes: ['repo', 'admin:repo_hook'],
      expiresAt: new Date('2027-10-12T09:00:00Z'),
      expiry: 'known',
    });
    expect(scripted.seen).toHaveLength(1);
    expect(scripted.seen[0]?.headers.authorization).toBe('Bearer ghp_canary');
  });

  test('the other spelling of the expiry is read as well', async () => {
    const headers = { 'x-oauth-scopes': 'repo', [expiresOn]: '2027-10-12 11:00:00 +0200' };
    expect(await answering({ headers, body: user })).toMatchObject({
      expiresAt: new Date('2027-10-12T09:00:00Z'),
      expiry: 'known',
    });
  });

  test('without the header a personal access token never expires, of an OAuth token nobody knows', async () => {
    expect(await answering({ body: user })).toMatchObject({ expiresAt: null, expiry: 'never' });
    expect(await answering({ body: user }, 'oauth')).toMatchObject({ expiresAt: null, expiry: 'untold' });
  });

  test('an expiry nobody can read is untold', async () => {
    const headers = { [expiresOn]: 'some day' };
    expect(await answering({ headers, body: user })).toMatchObject({ expiresAt: null, expiry: 'untold' });
  });

  test('a fine-grained token lists no scopes, a classic one without any lists none', async () => {
    const headers = { 'x-oauth-scopes': '' };
    expect(await answering({ headers, body: user }, 'fine-grained')).toMatchObject({ scopes: null });
    expect(await answering({ body: user }, 'fine-grained')).toMatchObject({ scopes: null });
    expect(await answering({ headers, body: user }, 'classic')).toMatchObject({ scopes: [] });
    expect(await answering({ body: user }, 'classic')).toMatchObject({ scopes: null });
  });

  test.each(['javascript:alert(1)', 'http://tracker.example.com/x', 'https://a:b@example.com/', '', 7])(
    'an avatar at %s is left out',
    async (avatar) => {
      expect(await answering({ body: { ...user, avatar_url: avatar } })).toMatchObject({ owner: { avatarUrl: null } });
    },
  );

  test('a login is text, whatever it holds, but no invisible characters', async () => {
    expect(await answering({ body: { ...user, login: '<img/onerror=alert(1)>' } })).toMatchObject({
      owner: { login: '<img/onerror=alert(1)>' },
    });
    for (const login of ['', 'a\nb', 'a b', '\u202eabc', 'x'.repeat(256), null, {}]) {
      expect(await answering({ body: { ...user, login } })).toMatchObject({ reason: 'invalid_response' });
    }
  });

  test.each([0, -1, 1.5, '4217', null, undefined, {}])('an id of %j is no owner', async (id) => {
    expect(await answering({ body: { ...user, id } })).toMatchObject({
      outcome: 'unreachable',
      reason: 'invalid_response',
    });
  });
});

/** SECURITY §3.1, the column of API checks. */
describe('the table of answers', () => {
  const json = { message: 'Bad credentials' };
  const reset = String(Math.floor(Date.now() / 1000) + 1800);
  const rows: readonly (readonly [what: string, answer: Answering, outcome: string, reason?: string])[] = [
    ['401', { status: 401, body: json }, 'rejected'],
    ['401 of a proxy, in HTML', { status: 401, body: '<html>' }, 'unreachable', 'invalid_response'],
    [
      '403, no calls remaining',
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }, body: json },
      'unreachable',
      'rate_limited',
    ],
    [
      '403 with Retry-After',
      { status: 403, headers: { 'retry-after': '60' }, body: json },
      'unreachable',
      'rate_limited',
    ],
    [
      '403 after too many logins',
      { status: 403, body: { message: 'Maximum number of login attempts exceeded. Please try again later.' } },
      'unreachable',
      'rate_limited',
    ],
    [
      '403, secondary rate limit',
      { status: 403, body: { message: 'You have exceeded a secondary rate limit.' } },
      'unreachable',
      'rate_limited',
    ],
    [
      '403 otherwise',
      { status: 403, body: { message: 'Sorry. Your account was suspended.' } },
      'unreachable',
      'forbidden',
    ],
    ['403 in HTML', { status: 403, body: '<html>' }, 'unreachable', 'forbidden'],
    ['451', { status: 451, body: json }, 'unreachable', 'forbidden'],
    ['404: a wrong API base', { status: 404, body: { message: 'Not Found' } }, 'unreachable', 'not_found'],
    ['400', { status: 400, body: json }, 'unreachable', 'invalid_response'],
    ['418', { status: 418, body: json }, 'unreachable', 'invalid_response'],
    ['408', { status: 408, body: json }, 'unreachable', 'server_error'],
    ['425', { status: 425, body: json }, 'unreachable', 'server_error'],
    ['429', { status: 429, body: json }, 'unreachable', 'rate_limited'],
    ['500', { status: 500, body: json }, 'unreachable', 'server_error'],
    ['502 in HTML', { status: 502, body: '<html>' }, 'unreachable', 'server_error'],
    ['503', { status: 503, body: json }, 'unreachable', 'server_error'],
    ['504', { status: 504 }, 'unreachable', 'server_error'],
    ['500 that speaks of bad credentials', { status: 500, body: json }, 'unreachable', 'server_error'],
    ['200 in HTML', { body: '<html>Sign in to the hotel network</html>' }, 'unreachable', 'invalid_response'],
    [
      '200, truncated JSON',
      { headers: { 'content-type': 'application/json' }, body: '{"id":4217,"login":"oct' },
      'unreachable',
      'invalid_response',
    ],
    ['200, empty', { headers: { 'content-type': 'application/json' } }, 'unreachable', 'invalid_response'],
    ['200, a list', { body: [user] }, 'unreachable', 'invalid_response'],
    [
      '200, JSON that sets __proto__',
      { headers: { 'content-type': 'application/json' }, body: '{"__proto__":{"id":1,"login":"x"}}' },
      'unreachable',
      'invalid_response',
    ],
    [
      '200 with a content type of nonsense',
      { headers: { 'content-type': ';;;' }, body: 'x' },
      'unreachable',
      'invalid_response',
    ],
    ['204', { status: 204 }, 'unreachable', 'invalid_response'],
    ['301', { status: 301, headers: { location: '/elsewhere' } }, 'unreachable', 'redirect'],
    ['302', { status: 302, headers: { location: 'https://evil.example.com/' } }, 'unreachable', 'redirect'],
    ['304', { status: 304 }, 'unreachable', 'redirect'],
    ['a body too large', { body: 'x'.repeat(1_100_000) }, 'unreachable', 'too_large'],
    ['a connection cut', (response) => response.destroy(), 'unreachable', 'refused'],
  ];

  test.each(rows.map(([what, answer, outcome, reason]) => ({ what, answer, outcome, reason })))(
    '$what',
    async ({ answer, outcome, reason }) => {
      const found = await answering(answer);
      expect(found).toMatchObject(reason === undefined ? { outcome } : { outcome, reason });
    },
  );

  test('a rejected token is asked after once', async () => {
    await answering({ status: 401, body: json });
    expect(scripted.seen).toHaveLength(1);
  });

  test('when to ask again is told as the provider says, at most a day ahead', async () => {
    const begun = Date.now();
    const wait = async (headers: Record<string, string>) => {
      const found = await answering({ status: 403, headers, body: json });
      return found.outcome === 'unreachable' && found.retryAt !== null ? found.retryAt.getTime() - begun : null;
    };
    expect(await wait({ 'retry-after': '60' })).toBeGreaterThanOrEqual(60_000);
    expect(await wait({ 'retry-after': '60' })).toBeLessThan(65_000);
    expect(await wait({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset })).toBeGreaterThan(1_700_000);
    expect(await wait({ 'retry-after': new Date(begun + 120_000).toUTCString() })).toBeGreaterThan(110_000);
    expect(await wait({ 'retry-after': '999999999' })).toBeLessThan(86_405_000);
    expect(await wait({ 'retry-after': 'soon' })).toBe(null);
    expect(await wait({ 'retry-after': '-5' })).toBe(null);
    expect(await wait({ 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' })).toBe(null);
  });
});

test('a certificate nobody vouches for says nothing against the token, and does not get it', async () => {
  const secure = await startScriptedHost({ 'GET /rest/user': { body: user } }, makeSelfSigned('127.0.0.1'));
  const host = { origin: secure.origin, apiBase: `${secure.origin}/rest`, caBundle: null };
  const found = await github.inspect({ host, token: new Secret('ghp_canary'), kindId: 'classic', application: null });
  expect(found).toEqual({ outcome: 'unreachable', reason: 'tls', retryAt: null });
  expect(secure.seen).toEqual([]);
  await secure.stop();
});

test('a host that does not exist says nothing against the token', async () => {
  const host = { origin: 'https://git.invalid', apiBase: 'https://git.invalid/api/v3', caBundle: null };
  const found = await github.inspect({ host, token: new Secret('ghp_canary'), kindId: 'classic', application: null });
  expect(found).toEqual({ outcome: 'unreachable', reason: 'dns', retryAt: null });
});

describe('an OAuth token, asked after by its application', () => {
  const check = 'POST /rest/applications/app/token';
  const known = { scopes: ['repo'], user, expires_at: '2027-10-12T09:00:00Z', token_last_eight: 'xxxxxxxx' };

  test('one call tells everything, with the application’s own credentials', async () => {
    scripted.answers[check] = { body: known };
    expect(await inspect('oauth', true)).toEqual({
      outcome: 'accepted',
      owner: { id: '4217', login: 'octo-ada', avatarUrl: 'https://avatars.example.com/u/4217' },
      scopes: ['repo'],
      expiresAt: new Date('2027-10-12T09:00:00Z'),
      expiry: 'known',
    });
    expect(scripted.seen.map(({ call }) => call)).toEqual([check]);
    expect(scripted.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('app:app-secret').toString('base64')}`);
  });

  test('without an expiry it never expires', async () => {
    scripted.answers[check] = { body: { ...known, expires_at: null } };
    expect(await inspect('oauth', true)).toMatchObject({ expiresAt: null, expiry: 'never' });
  });

  test.each([401, 403, 404, 422])('%i is about the application: the token speaks for itself', async (status) => {
    scripted.answers[check] = { status, body: { message: 'Not Found' } };
    scripted.answers['GET /rest/user'] = { headers: { 'x-oauth-scopes': 'repo' }, body: user };
    expect(await inspect('oauth', true)).toMatchObject({ outcome: 'accepted', scopes: ['repo'] });
    scripted.answers['GET /rest/user'] = { status: 401, body: { message: 'Bad credentials' } };
    expect(await inspect('oauth', true)).toEqual({ outcome: 'rejected' });
  });

  test.each([
    [500, 'server_error'],
    [429, 'rate_limited'],
  ])('%i says nothing, and the token is not tried', async (status, reason) => {
    scripted.answers[check] = { status, body: {} };
    expect(await inspect('oauth', true)).toMatchObject({ outcome: 'unreachable', reason });
    expect(scripted.seen).toHaveLength(1);
  });

  test('garbage says nothing', async () => {
    scripted.answers[check] = { body: { scopes: ['repo'] } };
    expect(await inspect('oauth', true)).toMatchObject({ outcome: 'unreachable', reason: 'invalid_response' });
  });

  test('a personal access token is never shown to it', async () => {
    scripted.answers['GET /rest/user'] = { body: user };
    await inspect('classic', true);
    expect(scripted.seen.map(({ call }) => call)).toEqual(['GET /rest/user']);
  });
});
