import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { hostPages } from './parts/git-host-pages.ts';

const rowOf = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) });
const dialogOf = (page: Page) => page.getByRole('dialog');

async function paste(page: Page, runtime: string, token: string, button: string | RegExp = 'Add token'): Promise<void> {
  await rowOf(page, runtime).getByRole('button', { name: button }).click();
  await page.getByLabel('Personal access token').fill(token);
  await dialogOf(page).getByRole('button', { name: button }).click();
}

test('the kind is recognised as it is pasted; a token of another kind is refused without being sent', async ({
  page,
  app,
  gitHost,
}) => {
  await app.signIn(page, app.newUser());
  await rowOf(page, 'staging').getByRole('button', { name: 'Add token' }).click();
  const field = page.getByLabel('Personal access token');
  gitHost.control.clearRequests();
  await field.fill('glpat-01234567890123456789');
  await dialogOf(page).getByRole('button', { name: 'Add token' }).click();
  await expect(dialogOf(page)).toContainText('GitLab');
  const token = gitHost.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
  const mistyped = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
  await field.fill(mistyped);
  await dialogOf(page).getByRole('button', { name: 'Add token' }).click();
  await expect(dialogOf(page)).toContainText('mistyped');
  expect(gitHost.control.count()).toBe(0);
  await field.fill(token);
  await expect(dialogOf(page)).toContainText('classic PAT');
});

test('another person’s token is taken only when confirmed', async ({ page, app, gitHost }) => {
  await app.signIn(page, app.newUser());
  await paste(page, 'staging', gitHost.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] }));
  await page.getByRole('button', { name: 'Not now' }).click();
  await paste(page, 'edge', gitHost.control.createToken({ login: 'octo-bob', kind: 'classic', scopes: ['repo'] }));
  await expect(dialogOf(page)).toContainText('octo-bob');
  await expect(dialogOf(page)).toContainText('octo-ada');
  await dialogOf(page)
    .getByRole('button', { name: /octo-bob/ })
    .click();
  await expect(rowOf(page, 'edge')).toContainText('octo-bob');
  await expect(rowOf(page, 'edge')).toContainText('Authorized');
});

test('an integration without an OAuth application offers a token and says whom to ask', async ({ page, app }) => {
  await app.signIn(page, app.newUser());
  const oauth = rowOf(page, 'build-lab').getByRole('button', { name: 'Authorize with OAuth' });
  await expect(oauth).toBeDisabled();
  await expect(oauth).toHaveAccessibleDescription(/administrator/);
  await expect(rowOf(page, 'build-lab').getByRole('button', { name: 'Add token' })).toBeEnabled();
});

test('an OAuth grant already held is offered for the next runtime without a round trip', async ({
  page,
  app,
  gitHost,
}) => {
  await app.signIn(page, app.newUser());
  await rowOf(page, 'staging').getByRole('button', { name: 'Authorize with OAuth' }).click();
  await hostPages(gitHost.origin).consent(page, 'authorize');
  await expect(page.getByText('staging is authorized as octo-ada.')).toBeVisible();
  await rowOf(page, 'edge').getByRole('button', { name: 'Authorize with OAuth' }).click();
  await dialogOf(page).getByRole('button', { name: /^Use/ }).click();
  await expect(rowOf(page, 'edge')).toContainText('Authorized');
  expect(page.url()).toContain(app.url);
});

test('two tabs: what one deletes, the other finds deleted, and nothing breaks', async ({
  page,
  context,
  app,
  gitHost,
}) => {
  await app.signIn(page, app.newUser());
  const token = gitHost.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
  await paste(page, 'staging', token);
  await page.getByRole('button', { name: 'Not now' }).click();
  const other = await context.newPage();
  await other.goto('/settings');
  await expect(rowOf(other, 'staging')).toContainText('Authorized');
  await rowOf(page, 'staging').getByRole('button', { name: /^More/ }).click();
  await page.getByRole('menuitem', { name: 'Delete token' }).click();
  await dialogOf(page).getByRole('button', { name: 'Delete token' }).click();
  await expect(rowOf(page, 'staging')).toContainText('Not authorized');
  await rowOf(other, 'staging').getByRole('button', { name: 'Check now' }).click();
  await expect(rowOf(other, 'staging')).toContainText('Not authorized');
});

test('a session that ended: the action says so, and nothing is stored', async ({
  page,
  context,
  app,
  gitHost,
  expectedErrors,
}) => {
  expectedErrors.push(/status of 401/);
  await app.signIn(page, app.newUser());
  await rowOf(page, 'staging').getByRole('button', { name: 'Add token' }).click();
  await context.clearCookies();
  const token = gitHost.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
  await page.getByLabel('Personal access token').fill(token);
  await dialogOf(page).getByRole('button', { name: 'Add token' }).click();
  await expect(page.getByText(/session has ended/i).first()).toBeVisible();
});

test('the token is neither in the page after it was added nor in what the server sent', async ({
  page,
  app,
  gitHost,
}) => {
  const bodies: string[] = [];
  page.on('response', (response) => {
    if (response.url().startsWith(app.url))
      void response.text().then(
        (body) => bodies.push(body),
        () => undefined,
      );
  });
  await app.signIn(page, app.newUser());
  const token = gitHost.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
  await paste(page, 'staging', token);
  await page.getByRole('button', { name: 'Not now' }).click();
  await page.reload();
  await expect(rowOf(page, 'staging')).toContainText('Authorized');
  expect(await page.content()).not.toContain(token);
  expect(bodies.length).toBeGreaterThan(5);
  for (const body of bodies) {
    expect(body.includes(token)).toBe(false);
    expect(body.includes(Buffer.from(token).toString('base64'))).toBe(false);
  }
});

test('search and filter are in the address, and survive a reload and the back button', async ({ page, app }) => {
  await app.signIn(page, app.newUser());
  await page.getByRole('searchbox').fill('prod');
  await expect(page).toHaveURL(/q=prod/);
  await expect(page.getByRole('row')).toHaveCount(3);
  await page.getByRole('button', { name: /^Not authorized/ }).click();
  await expect(page).toHaveURL(/filter=not_authorized/);
  await page.reload();
  await expect(page.getByRole('row')).toHaveCount(3);
  await expect(page.getByRole('searchbox')).toHaveValue('prod');
  await page.goBack();
  await expect(page).not.toHaveURL(/filter=not_authorized/);
});
