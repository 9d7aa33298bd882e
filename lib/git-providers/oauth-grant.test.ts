import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Answering } from '#e2e/parts/scripted-host.ts';
import { testOnLoopback, testScriptedHost } from '#e2e/parts/test-hosts.ts';
import { configureOutbound } from '#lib/outbound/policy.ts';
import { reveal, Secret } from '#lib/secret.ts';
import { github } from './github.ts';
import { readSeconds } from './oauth-grant.ts';
import type { GrantAnswer } from './provider.ts';

testOnLoopback();
const scripted = testScriptedHost();

const application = { clientId: 'app', clientSecret: new Secret('app+secret&') };
const hostAt = (origin: string) => ({ origin, apiBase: `${origin}/rest`, caBundle: null });
const path = 'POST /login/oauth/access_token';
const good = { access_token: 'gho_new', token_type: 'bearer', scope: 'repo' };

function refreshAt(origin: string) {
  return github.refresh({ host: hostAt(origin), application, refreshToken: new Secret('ghr_old') });
}

function exchangeAt(origin: string) {
  const redirectUri = 'http://localhost:3000/api/git-auth/1/callback';
  return github.exchangeCode({
    host: hostAt(origin),
    application,
    code: 'c0de',
    codeVerifier: 'v'.repeat(43),
    redirectUri,
  });
}

function refreshing(answer: Answering): Promise<GrantAnswer> {
  scripted.answers[path] = answer;
  return refreshAt(scripted.origin);
}

const json = { 'content-type': 'application/json' };

test('a code is traded with PKCE, the client secret in the body and the answer asked for as JSON', async () => {
  scripted.answers[path] = {
    body: { ...good, expires_in: 28_800, refresh_token: 'ghr_new', refresh_token_expires_in: 15_897_600 },
  };
  const answer = await exchangeAt(scripted.origin);
  expect(answer).toMatchObject({
    outcome: 'granted',
    grant: { expiresInSeconds: 28_800, refreshExpiresInSeconds: 15_897_600 },
  });
  if (answer.outcome !== 'granted' || answer.grant.refreshToken === null) throw new Error('not granted');
  expect([reveal(answer.grant.accessToken), reveal(answer.grant.refreshToken)]).toEqual(['gho_new', 'ghr_new']);
  expect(JSON.stringify(answer)).not.toMatch(/gho_|ghr_/);
  expect(scripted.seen[0]?.headers.accept).toBe('application/json');
  expect(Object.fromEntries(new URLSearchParams(scripted.seen[0]?.body))).toEqual({
    grant_type: 'authorization_code',
    code: 'c0de',
    code_verifier: 'v'.repeat(43),
    redirect_uri: 'http://localhost:3000/api/git-auth/1/callback',
    client_id: 'app',
    client_secret: 'app+secret&',
  });
});

test('a refresh token is traded', async () => {
  expect(await refreshing({ body: { ...good, expires_in: 28_800 } })).toMatchObject({ outcome: 'granted' });
  expect(Object.fromEntries(new URLSearchParams(scripted.seen[0]?.body))).toEqual({
    grant_type: 'refresh_token',
    refresh_token: 'ghr_old',
    client_id: 'app',
    client_secret: 'app+secret&',
  });
});

test('row 36: a token without a refresh token is one that cannot be refreshed', async () => {
  expect(await refreshing({ body: good })).toMatchObject({
    outcome: 'granted',
    grant: { refreshToken: null, expiresInSeconds: null, refreshExpiresInSeconds: null },
  });
  expect(await refreshing({ body: { ...good, refresh_token: null } })).toMatchObject({ grant: { refreshToken: null } });
});

describe('rows 37 to 39: answers that hold no token', () => {
  const invalid = { outcome: 'unreachable', reason: 'invalid_response', retryAt: null };
  test.each<[string, unknown]>([
    ['row 37: token_type mac', { ...good, token_type: 'mac' }],
    ['row 37: token_type missing', { access_token: 'gho_new' }],
    ['row 37: token_type a number', { ...good, token_type: 7 }],
    ['row 39: a line break in the token', { ...good, access_token: 'gho_x\nhost=evil' }],
    ['row 39: a carriage return', { ...good, access_token: 'gho_x\r' }],
    ['row 39: a space', { ...good, access_token: 'gho x' }],
    ['row 39: a zero byte', { ...good, access_token: 'gho_\0' }],
    ['row 39: other letters', { ...good, access_token: 'gho_é' }],
    ['row 39: 100 kB', { ...good, access_token: 'x'.repeat(100_000) }],
    ['row 39: empty', { ...good, access_token: '' }],
    ['row 39: an object', { ...good, access_token: { toString: 'x' } }],
    ['row 39: a list', { ...good, access_token: ['gho_x'] }],
    ['row 39: missing', { token_type: 'bearer' }],
    ['a line break in the refresh token', { ...good, refresh_token: 'ghr_x\n' }],
    ['a refresh token that is a number', { ...good, refresh_token: 7 }],
  ])('%s', async (_what, body) => {
    expect(await refreshing({ body })).toEqual(invalid);
  });

  test('a byte order mark, UTF-16, duplicate keys and __proto__ do no harm', async () => {
    const text = JSON.stringify(good);
    const bytes =
      (content: Buffer): Answering =>
      (response) =>
        void response.writeHead(200, json).end(content);
    expect(await refreshing({ headers: json, body: `\ufeff${text}` })).toMatchObject({ outcome: 'granted' });
    expect(await refreshing(bytes(Buffer.from(text, 'utf16le')))).toEqual(invalid);
    const twice = '{"access_token":"gho_one","access_token":"gho_two","token_type":"bearer"}';
    expect(await refreshing({ headers: json, body: twice })).toMatchObject({ outcome: 'granted' });
    const proto = '{"__proto__":{"access_token":"gho_x","token_type":"bearer"}}';
    expect(await refreshing({ headers: json, body: proto })).toEqual(invalid);
  });

  test('what is not used cannot cost a good token', async () => {
    const odd = { ...good, scope: ['repo'], id_token: 'x.y.z', expires_in: {}, token_type: 'Bearer' };
    expect(await refreshing({ body: odd })).toMatchObject({ outcome: 'granted', grant: { expiresInSeconds: null } });
  });
});

describe('row 38: expires_in', () => {
  test.each<[unknown, number | null]>([
    [0, null],
    [-1, null],
    [0.5, null],
    [1e308, 315_360_000],
    ['7200', 7200],
    ['7200.9', 7200],
    ['-7200', null],
    ['1e3', null],
    ['soon', null],
    ['', null],
    [null, null],
    [undefined, null],
    [true, null],
    [{}, null],
    [7200.9, 7200],
    [28_800, 28_800],
    [400_000_000, 315_360_000],
  ])('%j is %j seconds', async (told, seconds) => {
    expect(await refreshing({ body: { ...good, expires_in: told } })).toMatchObject({
      outcome: 'granted',
      grant: { expiresInSeconds: seconds },
    });
  });

  test('whatever is told, a lifetime is a whole number of seconds up to ten years, or unknown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.anything(), fc.double().map(String)), (told) => {
        const seconds = readSeconds(told);
        expect(seconds === null || (Number.isInteger(seconds) && seconds > 0 && seconds <= 315_360_000)).toBe(true);
      }),
    );
  });
});

/** SECURITY §3.1, the column of the token endpoint. */
describe('the table of answers', () => {
  const error = (code: string, status = 200): Answering => ({
    status,
    body: { error: code, error_description: 'canary' },
  });
  const misconfigured = (code: string, status: number) =>
    [`${status} ${code}`, error(code, status), { outcome: 'misconfigured', error: code }] as const;
  const transient = (reason: string) => ({ outcome: 'unreachable', reason });

  test.each<readonly [string, Answering, object]>([
    ['200 bad_refresh_token', error('bad_refresh_token'), { outcome: 'denied' }],
    ['200 bad_verification_code', error('bad_verification_code'), { outcome: 'denied' }],
    ['400 invalid_grant', error('invalid_grant', 400), { outcome: 'denied' }],
    ['200 invalid_grant', error('invalid_grant'), { outcome: 'denied' }],
    misconfigured('incorrect_client_credentials', 200),
    misconfigured('redirect_uri_mismatch', 200),
    ...[
      'invalid_client',
      'unauthorized_client',
      'unsupported_grant_type',
      'invalid_scope',
      'redirect_uri_mismatch',
    ].flatMap((code) => [misconfigured(code, 400), misconfigured(code, 401)]),
    [
      '401 invalid_client with a challenge',
      { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' }, body: { error: 'invalid_client' } },
      { outcome: 'misconfigured', error: 'invalid_client' },
    ],
    ['401 invalid_grant', error('invalid_grant', 401), transient('invalid_response')],
    ['401 without a code', { status: 401, body: { message: 'Bad credentials' } }, transient('invalid_response')],
    ['400 without a code', { status: 400, body: { message: 'no' } }, transient('invalid_response')],
    ['400 invalid_request', error('invalid_request', 400), transient('invalid_response')],
    ['200 with an unknown code', error('out_of_cheese'), transient('invalid_response')],
    ['403', { status: 403, body: {} }, transient('forbidden')],
    ['403 invalid_grant', error('invalid_grant', 403), transient('forbidden')],
    [
      '403, no calls remaining',
      { status: 403, headers: { 'x-ratelimit-remaining': '0' }, body: {} },
      transient('rate_limited'),
    ],
    ['404', { status: 404, body: { error: 'Not Found' } }, transient('not_found')],
    ['422', { status: 422, body: {} }, transient('invalid_response')],
    ['408', { status: 408, body: {} }, transient('server_error')],
    ['425', { status: 425, body: {} }, transient('server_error')],
    ['429', { status: 429, headers: { 'retry-after': '30' }, body: {} }, transient('rate_limited')],
    ['451', { status: 451, body: {} }, transient('forbidden')],
    ['500', { status: 500, body: {} }, transient('server_error')],
    ['500 invalid_grant: the status wins', error('invalid_grant', 500), transient('server_error')],
    ['502 invalid_grant: the status wins', error('invalid_grant', 502), transient('server_error')],
    ['503 in HTML', { status: 503, body: '<html>' }, transient('server_error')],
    ['504', { status: 504 }, transient('server_error')],
    ['200 in HTML', { body: '<html>' }, transient('invalid_response')],
    ['200, truncated JSON', { headers: json, body: '{"access_token":"gho_' }, transient('invalid_response')],
    [
      '200, form-encoded',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'access_token=x' },
      transient('invalid_response'),
    ],
    ['200, empty', { headers: json }, transient('invalid_response')],
    ['200, a list', { body: [good] }, transient('invalid_response')],
    ['302', { status: 302, headers: { location: 'https://evil.example.com/' } }, transient('redirect')],
    ['308', { status: 308, headers: { location: '/again' } }, transient('redirect')],
    ['too large', { body: 'x'.repeat(1_100_000) }, transient('too_large')],
    [
      'cut after the request was written',
      (response) => response.destroy(),
      { outcome: 'ambiguous', reason: 'refused' },
    ],
    [
      'cut within the answer',
      (response) =>
        void response.writeHead(200, { ...json, 'content-length': 100 }).write('{"acc', () => response.destroy()),
      { outcome: 'ambiguous', reason: 'refused' },
    ],
  ])('%s', async (_what, answer, expected) => {
    const found = await refreshing(answer);
    expect(found).toMatchObject(expected);
    expect(JSON.stringify(found)).not.toContain('canary');
    expect(scripted.seen).toHaveLength(1);
  });

  test('DNS, TLS and a refused connection come before anything is sent: safe to ask again', async () => {
    expect(await refreshAt('https://git.invalid')).toEqual({ outcome: 'unreachable', reason: 'dns', retryAt: null });
    expect(await refreshAt(scripted.origin.replace('http:', 'https:'))).toMatchObject(transient('tls'));
    const { origin } = scripted;
    await scripted.stop();
    expect(await refreshAt(origin)).toMatchObject(transient('refused'));
  });

  test('an address that is blocked is told so, and gets nothing', async () => {
    configureOutbound({ allowLoopback: false, allowCidrs: [] });
    expect(await refreshAt(scripted.origin)).toMatchObject(transient('blocked_address'));
    configureOutbound({ allowLoopback: true, allowCidrs: [] });
    expect(scripted.connections()).toBe(0);
  });
});
