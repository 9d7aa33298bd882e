import type { Page } from '@playwright/test';
import { makeAuthority } from '#e2e/parts/certificate.ts';
import { bodyOf, startServer } from '#e2e/parts/fault-server.ts';
import { expect, test } from './fixtures/app.ts';
import { expectAccessible } from './parts/accessible.ts';

// A worker and with it a stack of its own: what is moved here would be missed elsewhere.
test.use({ moreRuntimes: 2 });

const secret = 'git-tokens-demo-secret';

async function openIntegration(page: Page, name: string): Promise<void> {
  await page.goto('/admin/integrations');
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}
const address = (page: Page) => page.getByLabel('Address', { exact: true });

test('an integration is tested, added, changed and removed; what is wrong is said at its field @mobile @dark', async ({
  page,
  app,
  gitHost,
}) => {
  await app.signIn(page, app.stack.administrator);
  await page.goto('/admin/integrations');
  await page.getByRole('link', { name: 'Add Git integration' }).click();
  await page.getByLabel('Name').fill('GitHub');
  await address(page).fill('http://gitlab.corp');
  await page.getByRole('button', { name: 'Add Git integration' }).click();
  await expect(address(page)).toBeFocused();
  await expect(page.getByText('It must begin with https://.')).toBeVisible();
  await address(page).fill('https://git.invalid');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('There is no host named git.invalid.')).toBeVisible();
  await page.getByRole('button', { name: 'Add Git integration' }).click();
  await expect(page.getByText('This server finds no host named git.invalid.', { exact: false })).toBeVisible();

  const port = new URL(gitHost.origin).port;
  await page.getByLabel('Git provider').selectOption('github');
  await address(page).fill(`http://127.0.0.1:${port}/`);
  await page.getByText('Advanced').click();
  await page.getByLabel('API address').fill(`http://127.0.0.1:${port}/rest`);
  await page.getByLabel('Client ID').fill('git-tokens-demo');
  await page.getByRole('textbox', { name: 'Client secret' }).fill('wrong');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('does not take the OAuth application')).toBeVisible();
  await expectAccessible(page, 'a test that failed');
  await page.getByRole('textbox', { name: 'Client secret' }).fill(secret);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('and takes the OAuth application.')).toBeVisible();
  await page.getByRole('button', { name: 'Add Git integration' }).click();
  await expect(page.getByText('That name is taken.')).toBeVisible();
  await page.getByLabel('Name').fill('Corporate');
  await page.getByRole('button', { name: 'Add Git integration' }).click();
  await page.waitForURL('**/admin/integrations');
  await expect(page.getByRole('article', { name: 'Corporate' })).toContainText('no runtime uses it');

  await openIntegration(page, 'Corporate');
  const file = {
    name: 'root.pem',
    mimeType: 'application/x-pem-file',
    buffer: Buffer.from(makeAuthority('Example Inc. Root').cert),
  };
  await page.getByLabel('Certificate file').setInputFiles(file);
  await page.getByLabel('Name').fill('Corporate GitHub');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Corporate GitHub' })).toBeVisible();
  await expect(page.getByText('Example Inc. Root, valid until', { exact: false })).toBeVisible();
  const html = await (await page.request.get(page.url())).text();
  expect(html).toContain('git-tokens-demo');
  expect(html).not.toContain(secret);

  await page.getByRole('button', { name: 'Remove integration' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove integration' }).click();
  await page.waitForURL('**/admin/integrations');
  await expect(page.getByRole('article', { name: 'Corporate GitHub' })).toHaveCount(0);
});

test('one that runtimes use is not removed', async ({ page, app }) => {
  await app.signIn(page, app.stack.administrator);
  await openIntegration(page, 'GitHub');
  await page.getByRole('button', { name: 'Remove integration' }).click();
  const dialog = page.getByRole('dialog', { name: 'GitHub is in use' });
  await expect(dialog).toContainText('runtimes use this Git integration. Remove them first.');
  await expectAccessible(page, 'in use');
});

test('another address is asked about first; then tokens want reconnecting, and none is sent there', async ({
  page,
  app,
  browser,
  gitHost,
}) => {
  const seen: string[] = [];
  const capture = await startServer((request, response) => {
    void bodyOf(request).then((body) => {
      seen.push(`${request.method} ${request.url} ${JSON.stringify(request.rawHeaders)} ${body}`);
      response.writeHead(401).end();
    });
  });
  const user = app.newUser();
  await app.signIn(page, user);
  const token = gitHost.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
  const row = page.getByRole('row', { name: /^build-lab / });
  await row.getByRole('button', { name: 'Add token' }).click();
  await page.getByLabel('Personal access token').fill(token);
  await page.getByRole('dialog').getByRole('button', { name: 'Add token' }).click();
  await expect(row).toContainText('Authorized');

  const elsewhere = await browser.newContext({ baseURL: app.url });
  const administrator = await elsewhere.newPage();
  await app.signIn(administrator, app.stack.administrator);
  await openIntegration(administrator, 'Build lab');
  await address(administrator).fill(capture.origin);
  await administrator.getByRole('button', { name: 'Save changes' }).click();
  const dialog = administrator.getByRole('dialog', { name: /^Move from / });
  await expect(dialog).toContainText('1 stored token of 1 person can no longer be used');
  await expectAccessible(administrator, 'moving');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await administrator.reload();
  await expect(address(administrator)).not.toHaveValue(capture.origin);
  await address(administrator).fill(capture.origin);
  await administrator.getByRole('button', { name: 'Save changes' }).click();
  await dialog.getByRole('button', { name: /^Move to / }).click();
  await expect(
    administrator.getByText(`GitHub Enterprise Server at ${new URL(capture.origin).host}`, { exact: false }),
  ).toBeVisible();
  await elsewhere.close();

  await page.reload();
  await expect(row).toContainText('Reconnect required');
  await row.getByRole('button', { name: /^More/ }).click();
  await page.getByRole('menuitem', { name: 'Check now' }).click();
  await expect(row.getByRole('button', { name: /^More/ })).toBeVisible();
  await expect(row).toContainText('Reconnect required');
  expect(seen.join('\n')).not.toContain(token);
  await capture.stop();
});
