import { expect, test } from './fixtures/app.ts';
import { expectAccessible } from './parts/accessible.ts';
import {
  beginInstallation,
  card,
  currentStep,
  makeFirstKey,
  openRuntime,
  pasteRuntimeToken,
  robotToken,
} from './parts/runtime-pages.ts';

test.use({ moreRuntimes: 1 });

test('axe finds nothing on the administrator’s lists and forms @mobile @dark', async ({ page, app }) => {
  await app.signIn(page, app.stack.administrator);
  for (const path of ['/admin/integrations', '/admin/integrations/new', '/admin/runtimes/new', '/admin/users']) {
    await page.goto(path);
    await expectAccessible(page, path);
  }
  await page.getByRole('button', { name: 'Add user' }).click();
  await expectAccessible(page, 'add user');
  await page.keyboard.press('Escape');
  await page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Disable…' }).click();
  await expectAccessible(page, 'disable');
  await page.goto('/admin/users?q=nobody-like-it');
  await expectAccessible(page, 'nobody found');
  await page.goto('/admin/integrations');
  await page.getByRole('link', { name: 'Edit GitHub', exact: true }).click();
  await page.waitForURL(/integrations\/[\da-f-]{36}/);
  await expectAccessible(page, 'a Git integration');
});

test('axe finds nothing on an installation, and on the page of a runtime @mobile @dark', async ({
  page,
  app,
  gitHost,
}) => {
  test.setTimeout(120_000);
  await app.signIn(page, app.stack.administrator);
  await beginInstallation(page, { name: 'looked-at', repository: 'acme/gitops-config', integration: 'GitHub (' });
  await expectAccessible(page, 'token step');
  await pasteRuntimeToken(page, robotToken(gitHost, ['repo']));
  await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'token step, refused');
  await pasteRuntimeToken(page, robotToken(gitHost));
  await expect(currentStep(page)).toContainText('Webhook');
  await expectAccessible(page, 'webhook step');
  await page.getByRole('button', { name: 'Create webhook' }).click();
  await expect(currentStep(page)).toContainText('Runtime key');
  await expectAccessible(page, 'key step');
  app.stack.remember(await makeFirstKey(page));
  await expectAccessible(page, 'a key, shown once');
  await page.getByRole('button', { name: 'I have stored it' }).click();
  await expect(card(page, 'Git events').getByRole('listitem').first()).toBeVisible();
  await expectAccessible(page, 'the page of a runtime');
  await page.getByText('Use it from git, curl or Kubernetes').click();
  await page.getByRole('radio', { name: /^Named members/ }).check();
  await page.getByRole('combobox', { name: 'Members' }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  await expectAccessible(page, 'choosing members');
  await page.reload();
  for (const [button, what] of [
    ['New runtime key', 'new key'],
    ['Update Git runtime token', 'update token'],
    [/^Revoke gtr_/, 'revoke key'],
  ] as const) {
    await page.getByRole('button', { name: button }).first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, what);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  for (const item of ['Rename', 'Remove runtime']) {
    await page.getByRole('button', { name: 'More for looked-at' }).click();
    await page.getByRole('menuitem', { name: item }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, item);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await page.goto('/admin/runtimes');
  await expectAccessible(page, 'runtimes');
  await openRuntime(page, 'looked-at');
});
