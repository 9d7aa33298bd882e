import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { hostPages } from './parts/git-host-pages.ts';

const rowOf = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) });

async function choose(page: Page, name: string, item: string): Promise<void> {
  await rowOf(page, name)
    .getByRole('button', { name: /^(More|Actions)/ })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('the whole way: OAuth, a second runtime, two kinds of tokens, a refusal, a revocation, deleting', async ({
  page,
  context,
  app,
  gitHost,
}) => {
  const host = hostPages(gitHost.origin);
  await app.signIn(page, app.newUser());

  await test.step('authorize one runtime by OAuth', async () => {
    await rowOf(page, 'production-eu').getByRole('button', { name: 'Authorize with OAuth' }).click();
    await host.consent(page, 'authorize');
    await page.waitForURL('**/settings**');
    await expect(page.getByText('production-eu is authorized as octo-ada.')).toBeVisible();
    await expect(rowOf(page, 'production-eu')).toContainText('Authorized');
    await expect(rowOf(page, 'production-eu')).toContainText('octo-ada');
    await expect(page).toHaveURL(/\/settings$/);
  });

  await test.step('use it for a second', async () => {
    await page.getByRole('button', { name: 'Use for other runtimes…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: /production-us/ }).check();
    await dialog.getByRole('checkbox', { name: /observability/ }).check();
    await dialog.getByRole('button', { name: 'Use for 2 runtimes' }).click();
    await expect(dialog).toContainText('production-us');
    await expect(dialog.getByRole('listitem').filter({ hasText: 'production-us' })).toContainText('Authorized');
    await expect(dialog.getByRole('listitem').filter({ hasText: 'observability' })).not.toContainText('Authorized');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await expect(rowOf(page, 'production-us')).toContainText('Authorized');
    await expect(rowOf(page, 'observability')).toContainText('Not authorized');
  });

  await test.step('be refused a token without repo, with the missing scope named', async () => {
    await rowOf(page, 'edge').getByRole('button', { name: 'Add token' }).click();
    const dialog = page.getByRole('dialog');
    const [tokenPage] = await Promise.all([
      context.waitForEvent('page'),
      dialog.getByRole('link', { name: /Create a classic PAT/ }).click(),
    ]);
    const weak = await host.makeToken(tokenPage, (form) => form.getByRole('checkbox', { name: /^repo / }).uncheck());
    await tokenPage.close();
    await dialog.getByLabel('Personal access token').fill(weak);
    await dialog.getByRole('button', { name: 'Add token' }).click();
    await expect(dialog.getByRole('alert')).toContainText('The token lacks repo.');
    await expect(rowOf(page, 'edge')).toContainText('Not authorized');
  });

  let classic = '';
  await test.step('add a classic one, prefilled with what it needs, pasted with spaces around it', async () => {
    const dialog = page.getByRole('dialog');
    const [tokenPage] = await Promise.all([
      context.waitForEvent('page'),
      dialog.getByRole('link', { name: /Create a classic PAT/ }).click(),
    ]);
    classic = await host.makeToken(tokenPage);
    await tokenPage.close();
    await dialog.getByLabel('Personal access token').fill(`  ${classic}  `);
    await expect(dialog).toContainText('classic PAT');
    await dialog.getByRole('button', { name: 'Add token' }).click();
    await expect(page.getByRole('dialog')).toContainText('Use for other runtimes');
    await page.getByRole('button', { name: 'Not now' }).click();
    await expect(rowOf(page, 'edge')).toContainText('Authorized');
    await expect(rowOf(page, 'edge')).toContainText(classic.slice(-4));
  });

  await test.step('add a fine-grained one', async () => {
    await rowOf(page, 'data-platform').getByRole('button', { name: 'Add token' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('fine-grained PAT', { exact: true }).click();
    const [tokenPage] = await Promise.all([
      context.waitForEvent('page'),
      dialog.getByRole('link', { name: /Create a fine-grained PAT/ }).click(),
    ]);
    const token = await host.makeToken(tokenPage, async (form) => {
      await form.getByRole('combobox', { name: 'Resource owner' }).selectOption('acme');
    });
    await tokenPage.close();
    await dialog.getByLabel('Personal access token').fill(token);
    await dialog.getByRole('button', { name: 'Add token' }).click();
    await page.getByRole('button', { name: 'Not now' }).click();
    await expect(rowOf(page, 'data-platform')).toContainText('fine-grained PAT');
    await expect(rowOf(page, 'data-platform')).toContainText('Authorized');
  });

  await test.step('revoke a token on the Git host, check now, and read why', async () => {
    const hostPage = await context.newPage();
    await host.revoke(hostPage, classic.slice(-4));
    await hostPage.close();
    await rowOf(page, 'edge').getByRole('button', { name: 'Check now' }).click();
    await expect(rowOf(page, 'edge')).toContainText('Revoked');
    await expect(page.getByRole('main')).toContainText(/no longer accepts/);
    await page.getByRole('button', { name: /^Needs you/ }).click();
    await expect(page).toHaveURL(/filter=needs_me/);
    await expect(page.getByRole('row')).toHaveCount(2);
  });

  await test.step('delete it', async () => {
    await choose(page, 'edge', 'Delete token');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete token' }).click();
    await page.goto('/settings');
    await expect(rowOf(page, 'edge')).toContainText('Not authorized');
  });

  await test.step('delete the OAuth token everywhere: it is revoked at the provider', async () => {
    await choose(page, 'production-eu', 'Delete token');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /^All 2 runtimes/ }).check();
    await dialog.getByRole('button', { name: 'Delete token' }).click();
    await expect(page.getByText(/revoked at/)).toBeVisible();
    await expect(rowOf(page, 'production-us')).toContainText('Not authorized');
  });
});

test('when authorization is denied, the old token stays and the page says so', async ({ page, app, gitHost }) => {
  await app.signIn(page, app.newUser());
  await rowOf(page, 'staging').getByRole('button', { name: 'Add token' }).click();
  const token = gitHost.control.createToken({ login: 'octo-bob', kind: 'classic', scopes: ['repo'] });
  await page.getByLabel('Personal access token').fill(token);
  await page.getByRole('dialog').getByRole('button', { name: 'Add token' }).click();
  await page.getByRole('button', { name: 'Not now' }).click();
  gitHost.control.revokeToken(token);
  await rowOf(page, 'staging').getByRole('button', { name: 'Check now' }).click();
  await expect(rowOf(page, 'staging')).toContainText('Revoked');
  await rowOf(page, 'staging').getByRole('button', { name: 'Authorize with OAuth' }).click();
  await hostPages(gitHost.origin, 'octo-cyd').consent(page, 'cancel');
  await page.waitForURL('**/settings**');
  await expect(page.getByText('Access was not granted. Nothing was changed.')).toBeVisible();
  await expect(rowOf(page, 'staging')).toContainText('octo-bob');
});

test('going back after OAuth, and coming again by the same address, changes nothing', async ({
  page,
  app,
  gitHost,
  expectedErrors,
}) => {
  expectedErrors.push(/status of 400/);
  await app.signIn(page, app.newUser());
  await rowOf(page, 'production-eu').getByRole('button', { name: 'Authorize with OAuth' }).click();
  const callback = page.waitForRequest(/\/callback\?/);
  await hostPages(gitHost.origin).consent(page, 'authorize');
  const address = (await callback).url();
  await page.waitForURL('**/settings**');
  await expect(rowOf(page, 'production-eu')).toContainText('Authorized');
  const response = await page.goto(address);
  expect(response?.status()).toBe(400);
  await expect(page.getByText('This authorization was finished already.')).toBeVisible();
  await page.getByRole('link', { name: 'Back to User Settings' }).click();
  await expect(rowOf(page, 'production-eu')).toContainText('Authorized');
});

test('a provider that is down: the token is kept as not checked, and is good once the provider is back', async ({
  page,
  app,
  gitHost,
}) => {
  await app.signIn(page, app.newUser());
  const token = gitHost.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
  gitHost.control.setBehaviour({ down: true });
  await rowOf(page, 'staging').getByRole('button', { name: 'Add token' }).click();
  await page.getByLabel('Personal access token').fill(token);
  await page.getByRole('dialog').getByRole('button', { name: 'Add token' }).click();
  await expect(rowOf(page, 'staging')).toContainText('Not checked');
  gitHost.control.setBehaviour({});
  await page.goto('/settings');
  await rowOf(page, 'staging').getByRole('button', { name: 'Check now' }).click();
  await expect(rowOf(page, 'staging')).toContainText('Authorized');
});

test('single sign-on: the row leads to the provider, and is good after it', async ({ page, context, app, gitHost }) => {
  await app.signIn(page, app.newUser());
  const token = gitHost.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
  await rowOf(page, 'initech-fleet').getByRole('button', { name: 'Add token' }).click();
  await page.getByLabel('Personal access token').fill(token);
  await page.getByRole('dialog').getByRole('button', { name: 'Add token' }).click();
  await expect(rowOf(page, 'initech-fleet')).toContainText('SSO authorization required');
  await page.goto('/settings');
  const [ssoPage] = await Promise.all([
    context.waitForEvent('page'),
    rowOf(page, 'initech-fleet')
      .getByRole('link', { name: /^Single sign-on/ })
      .click(),
  ]);
  await ssoPage.getByLabel('Username').fill('octo-ada');
  await ssoPage.getByLabel('Password').fill('octo-ada');
  await ssoPage.getByRole('button', { name: 'Sign in' }).click();
  await ssoPage.getByRole('button', { name: /authorize|continue/i }).click();
  await ssoPage.waitForLoadState();
  await ssoPage.close();
  await choose(page, 'initech-fleet', 'Check now');
  await expect(rowOf(page, 'initech-fleet')).toContainText('Authorized');
});
