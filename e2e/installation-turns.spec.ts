import { expect, test } from './fixtures/app.ts';
import { hostPages } from './parts/git-host-pages.ts';
import {
  beginInstallation,
  card,
  currentStep,
  installRuntime,
  makeFirstKey,
  openRuntime,
  pasteRuntimeToken,
  robotToken,
} from './parts/runtime-pages.ts';

// With a number of its own this file has an app and a Git host to itself.
test.use({ moreRuntimes: 1 });
test.describe.configure({ timeout: 120_000 });

const repository = 'acme/staging-config';

test('a token without admin:repo_hook is refused with that name, and nothing is stored', async ({
  page,
  app,
  gitHost,
}) => {
  await app.signIn(page, app.stack.administrator);
  await beginInstallation(page, { name: 'without-hooks', repository, integration: 'GitHub (' });
  await pasteRuntimeToken(page, robotToken(gitHost, ['repo']));
  await expect(page.getByRole('main').getByRole('alert')).toContainText('The token lacks admin:repo_hook.');
  await expect(currentStep(page)).toContainText('Git runtime token');
  await page.reload();
  await expect(currentStep(page)).toContainText('Git runtime token');
  await pasteRuntimeToken(page, robotToken(gitHost));
  await expect(currentStep(page)).toContainText('Webhook');
});

test('whoever leaves in the middle goes on at the same step, and people see the runtime only when it is done', async ({
  page,
  browser,
  app,
  gitHost,
}) => {
  const other = await (await browser.newContext({ baseURL: app.url })).newPage();
  await app.signIn(other, app.newUser());
  const row = other.getByRole('row', { name: /^half-way / });
  await app.signIn(page, app.stack.administrator);
  await beginInstallation(page, { name: 'half-way', repository });

  await page.goto('/admin/runtimes');
  await expect(page.getByRole('row', { name: /half-way/ })).toContainText('Complete installation');
  await openRuntime(page, 'half-way');
  await expect(currentStep(page)).toContainText('Git runtime token');
  await pasteRuntimeToken(page, robotToken(gitHost));
  await expect(currentStep(page)).toContainText('Webhook');

  await page.goto('/settings');
  await openRuntime(page, 'half-way');
  await expect(currentStep(page)).toContainText('Webhook');
  await page.getByRole('button', { name: 'Create webhook' }).click();
  await expect(currentStep(page)).toContainText('Runtime key');

  await other.goto('/settings?q=half-way');
  await expect(row).toHaveCount(0);
  await openRuntime(page, 'half-way');
  await expect(currentStep(page)).toContainText('Runtime key');
  app.stack.remember(await makeFirstKey(page));
  await page.getByRole('button', { name: 'I have stored it' }).click();
  await other.goto('/settings?q=half-way');
  await expect(row).toContainText('Not authorized');
});

test('a runtime is installed by OAuth too', async ({ page, app, gitHost }) => {
  await app.signIn(page, app.stack.administrator);
  await beginInstallation(page, { name: 'by-oauth', repository, integration: 'GitHub (' });
  await page.getByRole('button', { name: 'Authorize with OAuth' }).click();
  await hostPages(gitHost.origin, 'gitops-robot').consent(page, 'authorize');
  await page.waitForURL('**/admin/runtimes/**');
  await expect(currentStep(page)).toContainText('Webhook');
  await expect(page.getByRole('navigation', { name: 'Installation' })).toContainText('gitops-robot');
  await page.getByRole('button', { name: 'Create webhook' }).click();
  await expect(currentStep(page)).toContainText('Runtime key');
});

test('a webhook deleted on the host’s page is found gone, and made again', async ({ page, context, app, gitHost }) => {
  await app.signIn(page, app.stack.administrator);
  app.stack.remember(await installRuntime(page, gitHost, { name: 'hooked', repository, withWebhook: true }));
  await expect(card(page, 'Webhook')).toContainText('Active');
  await expect(card(page, 'Git events')).toContainText('The webhook was set up');

  const address = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const hookOf = () => gitHost.control.hooks(repository).filter(({ config }) => config['url']?.endsWith(address));
  const hostPage = await context.newPage();
  await hostPages(gitHost.origin, 'octo-ada').deleteWebhook(hostPage, repository, address);
  await hostPage.close();
  expect(hookOf()).toEqual([]);

  await card(page, 'Webhook').getByRole('button', { name: 'Check webhook' }).click();
  await expect(card(page, 'Webhook')).toContainText('Gone');
  await expect(page.getByText('The webhook is gone.')).toBeVisible();
  await page.getByRole('button', { name: 'Re-create webhook' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Re-create webhook' }).click();
  await expect(card(page, 'Webhook')).toContainText('Active');
  expect(hookOf()).toHaveLength(1);
});

test('two keys live at most, and a new one takes the place of one that was revoked', async ({ page, app, gitHost }) => {
  await app.signIn(page, app.stack.administrator);
  const first = await installRuntime(page, gitHost, { name: 'two-keys', repository });
  const keys = card(page, 'Runtime keys');
  const make = async () => {
    await keys.getByRole('button', { name: 'New runtime key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /Create|New/ }).click();
    const key = await dialog.getByLabel(/^Runtime key of/).inputValue();
    await dialog.getByRole('button', { name: 'I have stored it' }).click();
    await expect(dialog).toHaveCount(0);
    return key;
  };
  const second = await make();
  await expect(keys.getByRole('listitem')).toHaveCount(2);
  await keys.getByRole('button', { name: 'New runtime key' }).click({ force: true });
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(keys).toContainText('Two keys live');

  await keys.getByRole('button', { name: `Revoke ${first.slice(0, 12)}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
  await expect(keys.getByRole('listitem')).toHaveCount(1);
  const third = await make();
  await expect(keys.getByRole('listitem')).toHaveCount(2);
  for (const key of [first, second, third]) app.stack.remember(key);
});

test('a runtime whose last key was revoked says so, and the way back asks before a new one is lost', async ({
  page,
  app,
  gitHost,
}) => {
  await app.signIn(page, app.stack.administrator);
  const first = await installRuntime(page, gitHost, { name: 'keyless', repository });
  await page.getByRole('button', { name: `Revoke ${first.slice(0, 12)}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
  const needs = page.getByRole('region', { name: 'Needs you first' });
  await expect(needs).toContainText('There is no runtime key.');
  // Come here by a link, so that the way back stays within the document.
  await page.goto('/admin/runtimes?state=key');
  await expect(page.getByRole('row', { name: /keyless/ })).toContainText('No runtime key');
  await page.getByRole('link', { name: 'keyless', exact: true }).click();
  await needs.getByRole('button', { name: 'New runtime key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create runtime key' }).click();
  const field = dialog.getByLabel(/^Runtime key of/);
  const second = await field.inputValue();
  const asked: string[] = [];
  page.on('dialog', (question) => {
    asked.push(question.message());
    void question.dismiss();
  });
  await page.evaluate(() => window.history.back());
  await expect.poll(() => asked).toEqual([expect.stringContaining('not shown again')]);
  await expect(field).toHaveValue(second);
  await dialog.getByRole('button', { name: 'I have stored it' }).click();
  await expect(needs.filter({ hasText: 'There is no runtime key.' })).toHaveCount(0);
  for (const key of [first, second]) app.stack.remember(key);
});

test('a runtime is removed with its webhook, after its name was typed', async ({ page, app, gitHost }) => {
  await app.signIn(page, app.stack.administrator);
  app.stack.remember(await installRuntime(page, gitHost, { name: 'to-remove', repository, withWebhook: true }));
  const hooks = () => gitHost.control.hooks(repository).length;
  const before = hooks();
  await page.getByRole('button', { name: 'More for to-remove' }).click();
  await page.getByRole('menuitem', { name: 'Remove runtime' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Type/).fill('to-remove');
  await dialog.getByRole('button', { name: 'Remove runtime' }).click();
  // What our side cannot revoke is named, where there is any.
  const back = page.getByRole('button', { name: 'Back to runtimes' });
  const list = page.getByRole('link', { name: 'Install a runtime' });
  await back.or(list).first().waitFor();
  if (await back.isVisible()) await back.click();
  await page.waitForURL(/\/admin\/runtimes(\?|$)/);
  await expect(page.getByRole('link', { name: 'to-remove', exact: true })).toHaveCount(0);
  expect(hooks()).toBe(before - 1);
});
