import type { APIRequestContext, Page } from '@playwright/test';
import { expect, test } from '#e2e/fixtures/app.ts';

// Numbers are rows of the table of bad inputs.

/** The sign-in form as it is posted without JavaScript: its own hidden fields, by name. */
async function hiddenFields(page: Page): Promise<Record<string, string>> {
  return page
    .locator('form:has([name=password]) input[type=hidden]')
    .evaluateAll((inputs) =>
      Object.fromEntries(
        inputs.map((input) => (input instanceof HTMLInputElement ? [input.name, input.value] : ['', ''])),
      ),
    );
}

/** The id of the action the sign-in form calls. */
async function actionId(page: Page): Promise<string> {
  const fields = await hiddenFields(page);
  const reference = Object.entries(fields).find(([name]) => /^\$ACTION_\d:0$/.test(name))?.[1] ?? '';
  return /"id":"([\da-f]{42})"/.exec(reference)?.[1] ?? '';
}

interface Post {
  readonly data: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function post(
  api: APIRequestContext,
  url: string,
  { data, type = 'text/plain;charset=UTF-8', headers = {} }: Post,
) {
  const start = performance.now();
  const answer = await api.post(`${url}/sign-in`, {
    headers: { origin: url, 'content-type': type, accept: 'text/x-component', ...headers },
    data,
    maxRedirects: 0,
  });
  return { status: answer.status(), text: await answer.text(), took: performance.now() - start };
}

function multipart(fields: readonly (readonly [string, string])[]): Post {
  const parts = fields.map(
    ([name, value]) => `--cut\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return { data: `${parts.join('')}--cut--\r\n`, type: 'multipart/form-data; boundary=cut' };
}

/** What no page of the app writes: React's notation for functions, streams, paths into other values; and plain nonsense. */
const payloads: readonly string[] = [
  ...['$F1', '$F', '$h1', '$1', '$0:0:0', '$1:__proto__:constructor', '$1:constructor:constructor', '$@0'].map((text) =>
    JSON.stringify([text]),
  ),
  ...['$B1', '$Q1', '$W1', '$i1', '$n1e400', '$AC', '$r1', '$X1', '$T', '$T0'].map((text) => JSON.stringify([text])),
  '["\\u0024F1"]',
  '[{"__proto__":{"role":"administrator"}}]',
  '[{"constructor":{"prototype":{}}}]',
  '[{"then":"$1:x","status":"resolved_model"}]',
  '[]',
  JSON.stringify(Array.from({ length: 1_000 }, () => ({}))),
  'null',
  '1',
  '"x"',
  '{',
  '',
  '['.repeat(20_000),
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
];

test('114 an unknown action is a clear 4xx', async ({ app, request }) => {
  for (const id of ['0'.repeat(42), 'x', '__proto__', 'constructor']) {
    const answer = await post(request, app.url, { data: '[{}]', headers: { 'next-action': id } });
    expect(answer.status, id).toBeGreaterThanOrEqual(400);
    expect(answer.status, id).toBeLessThan(500);
  }
});

test('114 values that no page writes are 400, quickly, and the server lives on', async ({ app, page, request }) => {
  await page.goto('/sign-in');
  const id = await actionId(page);
  expect(id).not.toBe('');
  for (const data of payloads) {
    const answer = await post(request, app.url, { data, headers: { 'next-action': id } });
    expect(answer.status, data.slice(0, 60)).toBe(400);
    expect(answer.took).toBeLessThan(1_000);
  }
  for (const [name, value] of [
    ['0', '["$F1"]'],
    ['0', '["$1:constructor:constructor"]'],
    ['__proto__', 'x'],
    ['$ACTION_1:0', '{"id":"constructor#x","bound":"$@1"}'],
    ['$ACTION_1:1', '["$h1"]'],
  ] as const) {
    const form = multipart([[name, value]]);
    const answer = await post(request, app.url, { ...form, headers: { 'next-action': id } });
    expect(answer.status, `${name} ${value}`).toBe(400);
  }
  expect((await request.get(`${app.url}/sign-in`)).status()).toBe(200);
});

test('114 two megabytes are 413', async ({ app, page, request }) => {
  await page.goto('/sign-in');
  const answer = await post(request, app.url, {
    data: JSON.stringify(['x'.repeat(2_000_000)]),
    headers: { 'next-action': await actionId(page) },
  });
  expect(answer.status).toBe(413);
});

test('114 an action that another site could have sent is 403', async ({ app, page, request }) => {
  await page.goto('/sign-in');
  const headers = { 'next-action': await actionId(page) };
  for (const origin of [
    'null',
    'https://evil.example',
    app.url.replace('localhost', '127.0.0.1'),
    `${app.url}.evil.example`,
  ]) {
    const answer = await post(request, app.url, { data: '[{}]', headers: { ...headers, origin } });
    expect(answer.status, origin).toBe(403);
  }
  const response = await fetch(`${app.url}/sign-in`, { method: 'POST', headers, body: '[{}]' });
  expect(response.status, 'no Origin at all').toBe(403);
  const site = { ...headers, 'sec-fetch-site': 'cross-site' };
  expect((await fetch(`${app.url}/sign-in`, { method: 'POST', headers: site, body: '[{}]' })).status).toBe(403);
});

test('10 a token of a megabyte is 413', async ({ app, page, request }) => {
  await app.signIn(page, app.newUser());
  const data = JSON.stringify([{ token: `ghp_${'a'.repeat(1_000_000)}` }]);
  const answer = await post(request, app.url, { data, headers: { 'next-action': '0'.repeat(42) } });
  expect(answer.status).toBe(413);
  expect(answer.text).not.toContain('ghp_');
});

test('120 a form of ten thousand fields is 413, and a file is 422', async ({ app, request }) => {
  const many = multipart(Array.from({ length: 10_000 }, (_, index) => [`f${index}`, 'x'] as const));
  expect((await post(request, app.url, many)).status).toBe(413);
  const few = multipart(Array.from({ length: 150 }, (_, index) => [`f${index}`, 'x'] as const));
  expect((await post(request, app.url, few)).status).toBe(413);
  const file =
    '--cut\r\nContent-Disposition: form-data; name="a"; filename="../../etc/passwd"\r\nContent-Type: text/plain\r\n\r\nx\r\n--cut--\r\n';
  const answer = await post(request, app.url, { data: file, type: 'multipart/form-data; boundary=cut' });
  expect(answer.status).toBe(422);
  expect(answer.text).not.toContain('passwd');
  for (const data of ['', 'zzz', '--cut\r\nContent-Dis', '--cut--\r\n']) {
    const broken = await post(request, app.url, {
      data: data === '' ? ' ' : data,
      type: 'multipart/form-data; boundary=cut',
    });
    expect(broken.status).toBe(400);
  }
});

test('the sign-in form works without JavaScript too', async ({ app, browser }) => {
  const user = app.newUser();
  const context = await browser.newContext({ baseURL: app.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/sign-in?next=/settings');
  await page.getByLabel('E-mail').fill(user.email);
  await page.getByLabel('Password').fill(user.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/settings');
  await context.close();
});
