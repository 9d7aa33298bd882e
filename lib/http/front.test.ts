import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { request, sendRaw } from '#e2e/parts/raw-http.ts';
import { provideKeys } from '#lib/cipher.ts';
import { parseKeys } from '#lib/keys.ts';
import { createLogger } from '#lib/logger.ts';
import { refuseMalformed, serverOptions } from './connections.ts';
import { type FrontSettings, inFrontOf } from './front.ts';
import { clientAddress } from './request-headers.ts';

/** The front alone, before an app that answers with what it was given. */
async function serve(settings: Partial<FrontSettings> = {}) {
  const app = async (incoming: AsyncIterable<Buffer> & { headers: object; url?: string | undefined }) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    return JSON.stringify({ url: incoming.url, headers: incoming.headers, body: Buffer.concat(chunks).toString() });
  };
  const all: FrontSettings = {
    mode: 'production',
    publicOrigin: 'https://tokens.example.com',
    issuerOrigin: null,
    loopbackImages: false,
    port: 3000,
    trustProxy: false,
    ...settings,
  };
  const log = createLogger('silent', { write: () => {} });
  const front = inFrontOf(
    async (incoming, response) => {
      response.setHeader('Cache-Control', 'public, max-age=1000');
      response.end(await app(incoming));
    },
    all,
    log,
  );
  const server = createServer(serverOptions, (incoming, response) => void front(incoming, response));
  refuseMalformed(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return { url, close: () => server.close() };
}

const host = 'tokens.example.com';
let app: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  provideKeys(parseKeys(`k1:${randomBytes(32).toString('base64')}`, 'test'));
  app = await serve();
});
afterAll(() => app.close());

interface Seen {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

function seen(body: string): Seen {
  return JSON.parse(body) as Seen;
}

test('the app sees our headers and none of the client’s of those names', async () => {
  const answer = await request(app.url, {
    target: '/settings?q=a',
    headers: {
      host,
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'for=6.6.6.6',
      'x-nonce': 'evil',
      'x-request-id': 'evil',
      'x-middleware-subrequest': 'evil',
      'x-nextjs-data': 'evil',
      'x-http-method-override': 'DELETE',
      'next-resume': 'evil',
      'x-git-tokens-inner': 'evil',
      'x-harmless': 'kept',
    },
  });
  const { headers, url } = seen(answer.body);
  expect(url).toBe('/settings?q=a');
  expect(headers).toMatchObject({
    host,
    'x-forwarded-host': host,
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '127.0.0.1',
    'x-harmless': 'kept',
  });
  expect(JSON.stringify(headers)).not.toMatch(/evil|6\.6\.6\.6|DELETE/);
  expect(headers['content-security-policy']).toContain(headers['x-nonce']);
});

test('no page may be stored, files may; over https browsers are told to stay there', async () => {
  const page = await request(app.url, { target: '/settings', headers: { host } });
  expect(page.headers).toMatchObject({
    'cache-control': 'no-store',
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
  });
  expect(page.headers['content-security-policy']).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|localhost/);
  const file = await request(app.url, { target: '/_next/static/chunks/a.js', headers: { host } });
  expect(file.headers['cache-control']).toBe('public, max-age=1000');
});

test('a form reaches the app whole, in pieces or at once', async () => {
  const form = { method: 'POST', target: '/sign-in' };
  const headers = { host, origin: `https://${host}`, 'content-type': 'application/x-www-form-urlencoded' };
  const once = await request(app.url, { ...form, headers, body: 'a=1&b=2' });
  expect(seen(once.body).body).toBe('a=1&b=2');
  const { 'content-type': type, origin } = headers;
  const head = `POST /sign-in HTTP/1.1\r\nhost: ${host}\r\norigin: ${origin}\r\ncontent-type: ${type}\r\nconnection: close\r\n`;
  const pieces = await sendRaw(app.url, `${head}transfer-encoding: chunked\r\n\r\n4\r\na=1&\r\n3\r\nb=2\r\n0\r\n\r\n`);
  expect(pieces.body).toContain('"body":"a=1&b=2"');
});

test('Sec-Fetch-Site counts only where a browser sent no Origin', async () => {
  const post = async (headers: Record<string, string>) =>
    (await request(app.url, { method: 'POST', target: '/x', body: 'a=1', headers: { host, ...headers } })).status;
  expect(await post({ 'sec-fetch-site': 'same-origin' })).toBe(200);
  expect(await post({ 'sec-fetch-site': 'same-site' })).toBe(403);
  expect(await post({ 'sec-fetch-site': 'none' })).toBe(403);
  expect(await post({ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' })).toBe(403);
  expect(await post({ origin: `http://${host}` })).toBe(403);
  expect(await post({ origin: 'null' })).toBe(403);
  expect(await post({})).toBe(403);
});

test('probes need no Host and no Origin, and send no body', async () => {
  const post = { method: 'POST', target: '/api/health/live', headers: { host } };
  expect((await request(app.url, post)).status).toBe(200);
  expect((await request(app.url, { ...post, body: '{}' })).status).toBe(413);
  expect((await request(app.url, { target: '/api/health/live', headers: { host: '10.0.0.7:3000' } })).status).toBe(200);
  expect((await request(app.url, { target: '/settings', headers: { host: '10.0.0.7:3000' } })).status).toBe(421);
});

test('a stranger who says to be Next itself is none', async () => {
  const headers = { host: '127.0.0.1:3000', 'x-git-tokens-inner': 'x', 'x-forwarded-for': '6.6.6.6' };
  expect((await request(app.url, { target: '/settings', headers })).status).toBe(307);
  expect((await request(app.url, { target: '/settings', headers: { ...headers, host: 'evil.example' } })).status).toBe(
    421,
  );
});

test('101 a forwarded address is believed only from a trusted proxy, and only its last entry', () => {
  const headers = { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' };
  expect(clientAddress(headers, '10.0.0.1', false)).toBe('10.0.0.1');
  expect(clientAddress(headers, '10.0.0.1', true)).toBe('203.0.113.9');
  expect(clientAddress({}, '10.0.0.1', true)).toBe('10.0.0.1');
});

test('a bug behind the front is a 500 without its words', async () => {
  const front = inFrontOf(
    () => Promise.reject(new Error('password hunter2')),
    {
      mode: 'production',
      publicOrigin: 'http://localhost',
      issuerOrigin: null,
      loopbackImages: false,
      port: 1,
      trustProxy: false,
    },
    createLogger('silent', { write: () => {} }),
  );
  const server = createServer((incoming, response) => void front(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const answer = await request(`http://127.0.0.1:${port}`, { target: '/', headers: { host: 'localhost' } });
  expect(answer.status).toBe(500);
  expect(answer.body).not.toContain('hunter2');
  server.close();
});
