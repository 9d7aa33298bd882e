import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { runFolder } from '#e2e/fixtures/stack.ts';
import { type AppServer, startAppServer } from '#e2e/parts/app-server.ts';
import { freePort } from '#e2e/parts/free-port.ts';
import { type RawAnswer, request } from '#e2e/parts/raw-http.ts';

// As it runs in production: a proxy that ends https is in front, and PUBLIC_URL is its address.
test.describe.configure({ mode: 'serial' });

const publicUrl = 'https://tokens.example.com';
const host = 'tokens.example.com';
let app: AppServer;

test.beforeAll(async () => {
  const folder = join(runFolder, `behind-proxy-${randomUUID().slice(0, 8)}`);
  app = await startAppServer({
    port: await freePort(),
    dataDir: join(folder, 'data'),
    logFile: join(folder, 'server.log'),
    env: { PUBLIC_URL: publicUrl, TRUST_PROXY: 'true', ALLOW_LOOPBACK_GIT_HOSTS: 'false' },
  });
});

test.afterAll(() => app.stop());

function multipart(fields: readonly (readonly string[])[]): string {
  const parts = fields.map(
    ([name, value]) => `--cut\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--cut--\r\n`;
}

/** A page's form as a browser without JavaScript sends it: its hidden fields, and what was typed. */
async function submit(path: string, typed: Readonly<Record<string, string>>): Promise<RawAnswer> {
  const page = await request(app.url, { target: path, headers: { host } });
  const hidden = [...page.body.matchAll(/<input type="hidden" name="([^"]*)"(?: value="([^"]*)")?/g)].map(
    ([, name = '', value = '']) => [name, value.replaceAll('&quot;', '"').replaceAll('&amp;', '&')] as const,
  );
  return request(app.url, {
    method: 'POST',
    target: path,
    headers: { host, origin: publicUrl, 'content-type': 'multipart/form-data; boundary=cut', accept: 'text/html' },
    body: multipart([...hidden, ...Object.entries(typed)]),
  });
}

const person = { name: 'Ada', email: 'ada@example.com', password: 'a few words are good' };

test('setting up behind a proxy signs in with a cookie that only https and this host get', async () => {
  const answer = await submit('/setup', person);
  expect([answer.status, answer.headers['location']]).toEqual([303, '/settings']);
  const cookie = answer.headers['set-cookie'] ?? '';
  expect(cookie).toMatch(/^__Host-git-tokens\.session=[^;]+/);
  for (const part of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=lax']) expect(cookie).toContain(part);
  expect(cookie).not.toMatch(/domain=/i);
});

test('a session of that cookie works, and under the other name it is nothing', async () => {
  const answer = await submit('/sign-in', { email: person.email, password: person.password });
  const value = /__Host-git-tokens\.session=([^;]+)/.exec(answer.headers['set-cookie'] ?? '')?.[1] ?? '';
  const ask = async (cookie: string) =>
    (await request(app.url, { target: '/api/runtimes', headers: { host, cookie } })).status;
  expect(await ask(`__Host-git-tokens.session=${value}`)).toBe(200);
  expect(await ask(`git-tokens.session=${value}`)).toBe(401);
});

test('after an action the next page comes with its answer, fetched without going out to the public address', async () => {
  const page = await request(app.url, { target: '/sign-in', headers: { host } });
  const id = /&quot;id&quot;:&quot;([\da-f]{42})/.exec(page.body)?.[1] ?? '';
  const fields = [
    ['_1_email', person.email],
    ['_1_password', person.password],
    ['0', '[null,"$K1"]'],
  ];
  const answer = await request(app.url, {
    method: 'POST',
    target: '/sign-in',
    headers: { host, origin: publicUrl, 'next-action': id, 'content-type': 'multipart/form-data; boundary=cut' },
    body: multipart(fields),
  });
  expect(answer.headers['x-action-redirect']).toBe('/settings;push');
  expect(answer.body).toContain('User Settings');
});

test('browsers are told to stay on https, and forms of http pages are refused', async () => {
  const page = await request(app.url, { target: '/sign-in', headers: { host } });
  expect(page.headers['strict-transport-security']).toContain('max-age=63072000');
  expect(page.headers['content-security-policy']).not.toContain('http:');
  const plain = { method: 'POST', target: '/sign-in', body: 'a=1', headers: { host, origin: `http://${host}` } };
  expect((await request(app.url, plain)).status).toBe(403);
});

test('113 a loopback name leads to the public address, whatever a client claims was forwarded', async () => {
  const headers = { host: new URL(app.url).host, 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
  const answer = await request(app.url, { target: '/settings', headers });
  expect([answer.status, answer.headers['location']]).toEqual([307, `${publicUrl}/settings`]);
});
