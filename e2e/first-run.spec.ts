import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request as post } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { runFolder } from '#e2e/fixtures/stack.ts';
import { type AppServer, type AppServerOptions, startAppServer } from '#e2e/parts/app-server.ts';
import { freePort } from '#e2e/parts/free-port.ts';
import { type OidcIssuer, startOidcIssuer } from '#e2e/parts/oidc-issuer.ts';

// One server, from its first start on; the tests are the days of its life, in their order.
test.describe.configure({ mode: 'serial' });

const password = 'a few words are good';
let settings: AppServerOptions;
let app: AppServer;
let issuer: OidcIssuer;

const grace = { sub: 'person-1', email: 'grace@example.com', email_verified: true, name: 'Grace Hopper' };

test.beforeAll(async () => {
  const [port, issuerPort] = [await freePort(), await freePort()];
  issuer = await startOidcIssuer(issuerPort, `http://localhost:${port}/api/auth/callback/oidc`);
  const folder = join(runFolder, `first-run-${randomUUID().slice(0, 8)}`);
  settings = {
    port,
    dataDir: join(folder, 'data'),
    logFile: join(folder, 'server.log'),
    env: {
      AUTH_OIDC_ISSUER: issuer.issuer,
      AUTH_OIDC_CLIENT_ID: issuer.clientId,
      AUTH_OIDC_CLIENT_SECRET: issuer.clientSecret,
      AUTH_OIDC_NAME: 'Example Inc.',
    },
  };
  app = await startAppServer(settings);
});

test.afterAll(async () => {
  await app.stop();
  await issuer.stop();
});

/** Whether a new connection is taken. */
function accepts(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function viaIssuer(page: Page, next = ''): Promise<void> {
  await page.goto(`${app.url}/sign-in${next}`);
  await page.getByRole('button', { name: 'Sign in with Example Inc.' }).click();
}

test('while there is no account, every page leads to setup', async ({ page }) => {
  for (const path of ['/', '/settings', '/sign-in', '/admin/runtimes']) {
    await page.goto(`${app.url}${path}`);
    await expect(page).toHaveURL(`${app.url}/setup`);
  }
});

test('a weak or malformed entry is refused in words, and nothing is made', async ({ page }) => {
  await page.goto(`${app.url}/setup`);
  await page.locator('form').evaluate((form) => form.setAttribute('novalidate', ''));
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('E-mail address').fill('ada@example.com');
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByText('at least 12 characters', { exact: false }).first()).toBeVisible();
  await page.goto(`${app.url}/settings`);
  await expect(page).toHaveURL(`${app.url}/setup`);
});

test('the first person becomes the administrator, and is signed in', async ({ page }) => {
  await page.goto(`${app.url}/setup`);
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('E-mail address').fill('Ada@Example.com');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await page.waitForURL(`${app.url}/settings`);
  await page.goto(`${app.url}/admin/integrations`);
  await expect(page).toHaveURL(`${app.url}/admin/integrations`);
});

test('afterwards setup is closed, and signing in leads where one was heading', async ({ page }) => {
  await page.goto(`${app.url}/setup`);
  await expect(page).toHaveURL(`${app.url}/sign-in`);
  await page.goto(`${app.url}/admin/runtimes`);
  await expect(page).toHaveURL(`${app.url}/sign-in?next=%2Fadmin%2Fruntimes`);
  await page.getByLabel('E-mail address').fill('ada@example.com');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`${app.url}/admin/runtimes`);
});

test('whoever comes by the organization’s sign-in gets an account of their own', async ({ page }) => {
  issuer.person = grace;
  await viaIssuer(page, '?next=/settings%3Fq%3Dx');
  await page.waitForURL(`${app.url}/settings?q=x`);
  expect((await page.request.get(`${app.url}/admin/runtimes`)).status()).toBe(404);
});

test('the same person comes back to the same account, with another e-mail address too', async ({ page }) => {
  issuer.person = { ...grace, email: 'married@example.com' };
  await viaIssuer(page);
  await page.waitForURL(`${app.url}/settings`);
  await expect(page.getByText('Grace Hopper').first()).toBeAttached();
});

test('somebody else with the e-mail address of a local account does not get that account', async ({ page }) => {
  issuer.person = { sub: 'person-2', email: 'ada@example.com', email_verified: true, name: 'Not Ada' };
  await viaIssuer(page);
  await page.waitForURL(`${app.url}/sign-in?error=oidc_email_taken`);
  await expect(page.getByText('There is a local account with your e-mail address.', { exact: false })).toBeVisible();
});

test('declining, or an address that nobody verified, ends at the sign-in page with words', async ({ page }) => {
  issuer.person = null;
  await viaIssuer(page);
  await page.waitForURL(`${app.url}/sign-in?error=*`);
  await expect(page.getByText('Signing in at your organization did not work.', { exact: false })).toBeVisible();
  issuer.person = { sub: 'person-3', email: 'x@example.com', email_verified: false, name: 'X' };
  await viaIssuer(page);
  await page.waitForURL(`${app.url}/sign-in?error=oidc_no_email`);
});

test('a way back that was not begun here signs nobody in', async ({ page }) => {
  const callback = `${app.url}/api/auth/callback/oidc`;
  for (const query of [
    '',
    '?code=x',
    '?code=x&state=y',
    '?state=&code=',
    '?error=access_denied',
    '?code=a&code=b&state=c',
  ]) {
    await page.context().clearCookies();
    await page.goto(`${callback}${query}`);
    expect(page.url()).toMatch(/\/sign-in\?error=/);
    expect((await page.context().cookies()).some(({ name }) => name === 'git-tokens.session')).toBe(false);
  }
});

test('a stop waits for the answer under way and takes no new request; the next start keeps everybody signed in', async ({
  page,
}) => {
  issuer.person = grace;
  await viaIssuer(page);
  await page.waitForURL(`${app.url}/settings`);
  const headers = { origin: app.url, 'content-length': 3, expect: '100-continue' };
  const form = post(`${app.url}/sign-in`, { method: 'POST', headers });
  form.write('a=');
  // The server has read the head of the request, and waits for the rest.
  await once(form, 'continue');
  const answered = once(form, 'response');
  const stopped = app.stop();
  await expect.poll(() => accepts(app.url)).toBe(false);
  form.end('1');
  await answered;
  await stopped;
  expect(await app.ended).toBe(0);
  app = await startAppServer(settings);
  await page.goto(`${app.url}/settings`);
  await expect(page).toHaveURL(`${app.url}/settings`);
});
