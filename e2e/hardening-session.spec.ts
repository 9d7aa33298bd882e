import { createHmac } from 'node:crypto';
import { expect, test } from '#e2e/fixtures/app.ts';
import { request } from '#e2e/parts/raw-http.ts';

// Numbers are rows of the table of bad inputs.

const name = 'git-tokens.session';

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Cookies that look like ours and were not made by this server. */
function forged(): readonly (readonly [string, string])[] {
  const claims = encoded({ sid: '3d3f6591-1f88-40b6-9888-9ae44d352b65', exp: 4_102_444_800 });
  const header = encoded({ alg: 'HS256', typ: 'JWT' });
  const foreign = createHmac('sha256', 'another key').update(`${header}.${claims}`).digest('base64url');
  return [
    ['garbage', 'garbage'],
    ['empty', ''],
    ['8 kB', 'a'.repeat(8_000)],
    ['three dots', '...'],
    ['not base64', '%%%.%%%.%%%'],
    ['alg none', `${encoded({ alg: 'none', typ: 'JWT' })}.${claims}.`],
    ['alg none, our header', `${header}.${claims}.`],
    ['another key', `${header}.${claims}.${foreign}`],
    ['next-auth default', `${encoded({ alg: 'dir', enc: 'A256CBC-HS512' })}..a.b.c`],
  ];
}

test('110 a session cookie that is not ours is 401 and forgotten', async ({ app }) => {
  for (const [what, value] of forged()) {
    const headers = { cookie: `${name}=${value}; theme=dark` };
    const answer = await request(app.url, { target: '/api/runtimes', headers });
    expect(answer.status, what).toBe(401);
    expect(answer.headers['set-cookie'], what).toMatch(/^git-tokens\.session=; Path=\/; Max-Age=0/);
    const page = await request(app.url, { target: '/settings', headers });
    expect([page.status, page.headers['location']], what).toEqual([307, '/sign-in?next=%2Fsettings']);
    expect(page.headers['set-cookie'], what).toContain('Max-Age=0');
  }
});

test('110 a session cookie changed by one character is 401', async ({ app, page, context }) => {
  await app.signIn(page, app.newUser());
  const value = (await context.cookies()).find((cookie) => cookie.name === name)?.value ?? '';
  expect((await request(app.url, { target: '/api/runtimes', headers: { cookie: `${name}=${value}` } })).status).toBe(
    200,
  );
  for (const at of [0, 40, 60, value.length - 10]) {
    const changed = value.slice(0, at) + (value[at] === 'A' ? 'B' : 'A') + value.slice(at + 1);
    const answer = await request(app.url, { target: '/api/runtimes', headers: { cookie: `${name}=${changed}` } });
    expect(answer.status, `character ${at}`).toBe(401);
  }
});

test('110 a cookie from before signing out opens nothing', async ({ app, page, context }) => {
  await app.signIn(page, app.newUser());
  const before = await context.cookies();
  await page
    .getByRole('button', { name: /account|menu|user/i })
    .or(page.getByText('Sign out'))
    .first()
    .click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
  await context.addCookies(before);
  const answer = await context.request.get(`${app.url}/api/runtimes`);
  expect(answer.status()).toBe(401);
  expect((await context.cookies()).some((cookie) => cookie.name === name)).toBe(false);
});

test('111 an Authorization header that is no header is not looked at', async ({ app }) => {
  for (const authorization of ['Bearer %E0%A4%A', 'Bearer', 'Basic %%%', 'Bearer a.b.c']) {
    expect((await request(app.url, { target: '/api/runtimes', headers: { authorization } })).status).toBe(401);
  }
});

test('112 two session cookies, or pieces of one, are 401', async ({ app, page, context }) => {
  await app.signIn(page, app.newUser());
  const value = (await context.cookies()).find((cookie) => cookie.name === name)?.value ?? '';
  for (const cookie of [
    `${name}=${value}; ${name}=${value}`,
    `${name}=x; ${name}=${value}`,
    `${name}.0=${value.slice(0, 50)}; ${name}.1=${value.slice(50)}`,
    `${name}.0=${value.slice(0, 50)}; ${name}.2=${value.slice(50)}`,
    `${name}=${value}; ${name}.1=x`,
  ]) {
    expect((await request(app.url, { target: '/api/runtimes', headers: { cookie } })).status, cookie.slice(0, 40)).toBe(
      401,
    );
  }
});

test('112 of next-auth’s own addresses only the way back from an issuer is there', async ({ app }) => {
  for (const action of ['session', 'csrf', 'providers', 'signin', 'signout', 'callback/credentials', 'error', 'x']) {
    expect((await request(app.url, { target: `/api/auth/${action}` })).status, action).toBe(404);
  }
  const post = { method: 'POST', target: '/api/auth/callback/credentials', body: 'email=a&password=b' };
  expect((await request(app.url, { ...post, headers: { origin: app.url } })).status).toBe(404);
});

const elsewhere = [
  '//evil.example',
  'https:evil.example',
  '\\evil',
  '/\\evil',
  'javascript:alert(1)',
  '/%09/evil',
  '/\t/evil',
];

test('35 signing in never leads to another site', async ({ app, page, expectedErrors }) => {
  // The open page looks for news while its session is taken away.
  expectedErrors.push(/status of 401 .*api\/runtimes\/version/);
  const user = app.newUser();
  for (const next of elsewhere) {
    await page.context().clearCookies();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByLabel('E-mail').fill(user.email);
    await page.getByLabel('Password').fill(user.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(`${app.url}/settings`);
    // Signed in already: the same address must not lead there either.
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    expect(page.url()).toBe(`${app.url}/settings`);
  }
});

test('121 what is not in the form is nothing to the server', async ({ app, page, context }) => {
  const user = app.newUser();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(user.email);
  await page.getByLabel('Password').fill(user.password);
  await page.locator('form:has([name=password])').evaluate((form) => {
    for (const [field, value] of [
      ['role', 'administrator'],
      ['userId', 'x'],
      ['id', 'x'],
      ['redirectTo', '//evil.example'],
    ]) {
      const input = document.createElement('input');
      Object.assign(input, { type: 'hidden', name: field, value });
      form.append(input);
    }
  });
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`${app.url}/settings`);
  expect((await context.request.get(`${app.url}/admin/runtimes`)).status()).toBe(404);
});

test('122 123 numbers, cursors and filters that make no sense are clamped or 422', async ({ app, page, context }) => {
  await app.signIn(page, app.newUser());
  for (const query of [
    'cursor=garbage',
    'cursor=%00',
    'filter=everything',
    'filter=all&filter=authorized',
    'limit=1e9&page=-1',
    'sort=;drop table users',
    `q=${'a'.repeat(7_000)}`,
    'q=%00',
    'q=%ED%A0%80',
    '__proto__=1&constructor=2',
  ]) {
    const answer = await context.request.get(`${app.url}/api/runtimes?${query}`);
    expect([200, 400, 422], query.slice(0, 40)).toContain(answer.status());
    const shown = await context.request.get(`${app.url}/settings?${query}`);
    expect(shown.status(), query.slice(0, 40)).toBeLessThan(500);
  }
  for (const id of ['x', 'a'.repeat(7_000), '%00', '__proto__']) {
    const answer = await context.request.get(`${app.url}/api/runtimes/${id}/others`);
    expect([400, 404], id.slice(0, 40)).toContain(answer.status());
  }
});
