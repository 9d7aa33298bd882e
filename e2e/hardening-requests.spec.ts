import { createServer } from 'node:net';
import { expect, test } from '#e2e/fixtures/app.ts';
import { request, sendRaw } from '#e2e/parts/raw-http.ts';

// Numbers are rows of the table of bad inputs. Every test here speaks to the production server by hand.

/** Nothing that a stranger could have got through to: the sign-in page, or a refusal. */
function leadsNowhere(answer: { status: number; headers: Readonly<Record<string, string>>; body: string }): void {
  expect(answer.body).not.toContain('octo-ada');
  expect(answer.body).not.toContain('gitops-config');
  // The router of the browser gets its redirects in the body.
  if (answer.status === 200) expect(answer.body).toMatch(/NEXT_REDIRECT;\w+;\/sign-in\?next=/);
  else if (answer.status === 307) expect(answer.headers['location']).toMatch(/\/sign-in\?next=|^\/[\w/]+\?_rsc/);
  else expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
}

const spoofed: readonly (readonly [string, string])[] = [
  ['x-middleware-subrequest', 'middleware'],
  ['x-middleware-subrequest', 'middleware:middleware:middleware:middleware:middleware'],
  ['x-middleware-subrequest', 'src/middleware:src/middleware:src/middleware:src/middleware:src/middleware'],
  ['x-middleware-subrequest', 'pages/_middleware'],
  ['x-middleware-subrequest', 'proxy:proxy:proxy:proxy:proxy'],
  ['x-nextjs-data', '1'],
  ['rsc', '1'],
  ['next-router-prefetch', '1'],
  ['next-router-segment-prefetch', '/_tree'],
  ['next-router-state-tree', '%5B%22%22%5D'],
  ['next-url', '/settings'],
  ['x-invoke-path', '/settings'],
  ['x-matched-path', '/settings'],
  ['x-now-route-matches', '1=settings'],
  ['x-forwarded-host', 'evil.example'],
  ['x-nonce', 'evil'],
  ['content-security-policy', "script-src 'nonce-evil'"],
];

test('113 a header of a proxy or of Next itself opens no door', async ({ app }) => {
  for (const [name, value] of spoofed) {
    for (const target of ['/settings', '/settings?_rsc', '/admin/runtimes?_rsc', '/admin/runtimes', '/api/runtimes']) {
      const answer = await request(app.url, { target, headers: { [name]: value } });
      leadsNowhere(answer);
      expect(JSON.stringify(answer), `${name} on ${target}`).not.toContain('evil');
    }
  }
});

test('113 another Host is refused with one line, and a loopback name leads to the right one', async ({ app }) => {
  const evil = await request(app.url, { target: '/sign-in', headers: { host: 'evil.example' } });
  expect(evil.status).toBe(421);
  expect(evil.body).toContain(app.url);
  expect(evil.body).not.toContain('evil');
  const alias = await request(app.url, {
    target: '/settings?q=a',
    headers: { host: `127.0.0.1:${new URL(app.url).port}` },
  });
  expect([alias.status, alias.headers['location']]).toEqual([307, `${app.url}/settings?q=a`]);
});

test('113 other spellings of a protected path open no door', async ({ app }) => {
  const targets = [
    '/settings.rsc',
    '/settings?_rsc=1',
    '/settings.segments/_tree.segment.rsc',
    '/_next/data/build/settings.json',
    '/settings/',
    '//settings',
    '/Settings',
    '/%73ettings',
    '/settings%2f',
    '/settings.',
    '/settings;a',
    '/admin/runtimes?nxtPruntimeId=1',
  ];
  for (const target of targets) {
    const answer = await request(app.url, { target });
    if (answer.status !== 308) leadsNowhere(answer);
  }
});

test('115 methods the app does not have are refused', async ({ app }) => {
  for (const method of ['TRACE', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const answer = await request(app.url, { method, target: '/settings' });
    expect([method, answer.status, answer.headers['allow']]).toEqual([method, 405, 'GET, HEAD, POST']);
  }
  expect((await request(app.url, { method: 'CONNECT', target: 'evil.example:443' })).status).toBe(405);
  expect((await request(app.url, { method: 'FOO', target: '/settings' })).status).toBe(400);
});

test('116 addresses that are not written as addresses are 400 or 404', async ({ app }) => {
  const targets = [
    '/%',
    '/%00',
    '/..%2f',
    '/%2e%2e/settings',
    '/..%5c',
    '/a\\b',
    '/settings?q=%',
    '/_next/static/..%2f',
  ];
  for (const target of [...targets, `/${'a'.repeat(20_000)}`, 'http://evil.example/settings', '*']) {
    const answer = await request(app.url, { target });
    expect([400, 404], target.slice(0, 40)).toContain(answer.status);
  }
});

test('117 a length that lies, and two lengths, are refused', async ({ app }) => {
  const post = { method: 'POST', target: '/sign-in', body: 'a=1' };
  const same = { origin: app.url };
  expect((await request(app.url, { ...post, headers: { ...same, 'content-length': '-1' } })).status).toBe(400);
  expect((await request(app.url, { ...post, headers: { ...same, 'transfer-encoding': 'chunked' } })).status).toBe(400);
  const host = `host: ${new URL(app.url).host}\r\norigin: ${app.url}\r\n`;
  const twice = await sendRaw(
    app.url,
    `POST /sign-in HTTP/1.1\r\n${host}content-length: 3\r\ncontent-length: 4\r\n\r\na=12`,
  );
  expect(twice.status).toBe(400);
});

test('117 an endless body is cut off', async ({ app }) => {
  const host = `host: ${new URL(app.url).host}\r\norigin: ${app.url}\r\n`;
  const head = `POST /sign-in HTTP/1.1\r\n${host}transfer-encoding: chunked\r\n\r\n`;
  const answer = await sendRaw(app.url, head, `400\r\n${'x'.repeat(1_024)}\r\n`);
  expect(answer.status).toBe(413);
});

test('117 a body at one byte a while is given up within 30 seconds', async ({ app }) => {
  const host = `host: ${new URL(app.url).host}\r\norigin: ${app.url}\r\n`;
  const answer = await sendRaw(app.url, `POST /sign-in HTTP/1.1\r\n${host}content-length: 10000\r\n\r\n`, 'x');
  expect(answer.status).toBe(408);
  expect(answer.took).toBeLessThan(30_000);
});

test('118 an upgrade is refused and nothing is fetched for it', async ({ app }) => {
  let connections = 0;
  const target = createServer(() => {
    connections += 1;
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  const address = target.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
  for (const path of ['/settings', '/_next/hmr', `http://127.0.0.1:${port}/`, `//127.0.0.1:${port}/`]) {
    expect(
      (await request(app.url, { target: path, headers: { ...headers, connection: 'Upgrade, close' } })).status,
    ).toBe(400);
  }
  expect(connections).toBe(0);
  target.close();
});

test('119 there is no image optimizer', async ({ app }) => {
  for (const target of [
    '/_next/image?url=%2Ficon.svg&w=64&q=75',
    '/_next/image?url=http://127.0.0.1/',
    '/_next/image/',
  ]) {
    expect((await request(app.url, { target })).status).toBe(404);
  }
});

test('124 a search of 50,000 letters costs no time', async ({ app }) => {
  const long = await request(app.url, { target: `/settings?q=${'a'.repeat(50_000)}` });
  expect([400, 431]).toContain(long.status);
  const fits = await request(app.url, { target: `/api/runtimes?q=${'a'.repeat(8_000)}` });
  expect(fits.status).toBe(401);
  expect(fits.took).toBeLessThan(500);
});

test('every answer carries the protective headers, and no page may be stored', async ({ app }) => {
  const nonces = new Set<string>();
  for (const target of ['/sign-in', '/settings', '/nothing', '/api/runtimes', '/%']) {
    const { headers } = await request(app.url, { target });
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toMatch(/script-src 'nonce-[\w+/=]+' 'strict-dynamic';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(headers['x-powered-by']).toBeUndefined();
    nonces.add(/nonce-([^']+)/.exec(policy)?.[1] ?? '');
  }
  expect(nonces.size).toBe(5);
});

test('every script of a page carries the nonce of its own answer', async ({ app }) => {
  const { headers, body } = await request(app.url, { target: '/sign-in' });
  const nonce = /nonce-([^']+)/.exec(headers['content-security-policy'] ?? '')?.[1];
  const scripts = body.match(/<script\b[^>]*>/g) ?? [];
  expect(scripts.length).toBeGreaterThan(0);
  for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
});
