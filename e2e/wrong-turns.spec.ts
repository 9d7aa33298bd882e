import { expect, test } from './fixtures/app.ts';
import { button, classicToken, dialogOf, openDelete, rowOf, withToken } from './parts/settings-rows.ts';

test('a delete that the server never hears of leaves the row as it was', async ({
  page,
  context,
  app,
  gitHost,
  expectedErrors,
}) => {
  expectedErrors.push(/ERR_FAILED|ERR_INTERNET_DISCONNECTED|Failed to fetch/);
  await withToken(page, app, gitHost, 'staging');
  await openDelete(page, 'staging');
  await context.setOffline(true);
  await dialogOf(page).getByRole('button', { name: 'Delete token' }).click();
  await expect(page.getByText('The server could not be reached.', { exact: false }).first()).toBeVisible();
  await expect(rowOf(page, 'staging')).toContainText('Authorized');
  await expect(rowOf(page, 'staging')).toContainText('octo-ada');
  await context.setOffline(false);
});

test('a refused delete leaves the row as it is known, and says why', async ({
  page,
  context,
  app,
  gitHost,
  expectedErrors,
}) => {
  expectedErrors.push(/status of 401/);
  await withToken(page, app, gitHost, 'staging');
  await openDelete(page, 'staging');
  await context.clearCookies();
  await dialogOf(page).getByRole('button', { name: 'Delete token' }).click();
  await expect(page.getByText(/session has ended/i).first()).toBeVisible();
  await expect(rowOf(page, 'staging')).toContainText('octo-ada');
});

test('Escape, and again, while a token is checked: the dialog stays and says the refusal', async ({
  page,
  app,
  gitHost,
}) => {
  await app.signIn(page, app.newUser());
  const token = classicToken(gitHost);
  gitHost.control.revokeToken(token);
  gitHost.control.setBehaviour({ slowMs: 1500, only: ['api'] });
  await button(page, 'staging', 'Add token').click();
  await page.getByLabel('Personal access token').fill(token);
  await dialogOf(page).getByRole('button', { name: 'Add token' }).click();
  await expect(dialogOf(page)).toContainText('Checking with');
  for (const _ of [1, 2, 3]) await page.keyboard.press('Escape');
  await expect(dialogOf(page).getByRole('alert')).toContainText('does not accept this token');
  await page.keyboard.press('Escape');
  await expect(dialogOf(page)).toBeHidden();
});

test('a refusal that finds its dialog closed is said all the same, and nothing opens unasked', async ({
  page,
  app,
  gitHost,
}) => {
  await app.signIn(page, app.newUser());
  const [bad, good] = [classicToken(gitHost), classicToken(gitHost)];
  gitHost.control.revokeToken(bad);
  gitHost.control.setBehaviour({ slowMs: 1000, only: ['api'] });
  const sendAndLeave = async (token: string) => {
    await button(page, 'staging', 'Add token').click();
    await page.getByLabel('Personal access token').fill(token);
    await dialogOf(page).getByRole('button', { name: 'Add token' }).click();
    await expect(dialogOf(page)).toContainText('Checking with');
    // As the back gesture of a telephone does.
    await dialogOf(page).evaluate((dialog: HTMLDialogElement) => dialog.close());
    await expect(dialogOf(page)).toBeHidden();
  };
  await sendAndLeave(bad);
  await expect(page.getByText(/does not accept this token/)).toBeVisible();
  await expect(rowOf(page, 'staging')).toContainText('Not authorized');
  await sendAndLeave(good);
  await expect(page.getByText('staging: Authorized as octo-ada.')).toBeVisible();
  await expect(dialogOf(page)).toBeHidden();
});

test('a filter chosen right after typing keeps both', async ({ page, app }) => {
  await app.signIn(page, app.newUser());
  await page.getByRole('searchbox').fill('prod');
  await page.getByRole('button', { name: /^Not authorized/ }).click();
  await expect(page).toHaveURL(/q=prod/);
  await expect(page).toHaveURL(/filter=not_authorized/);
  await expect(page.locator('tbody').getByRole('row')).toHaveCount(2);
});

test('a token deleted in another window while further runtimes are checked: none is counted as fine', async ({
  page,
  context,
  app,
  gitHost,
}) => {
  await withToken(page, app, gitHost, 'staging');
  const other = await context.newPage();
  await other.goto('/settings');
  await openDelete(other, 'staging');
  await dialogOf(other)
    .getByRole('checkbox', { name: /^Revoke/ })
    .uncheck();
  await button(page, 'staging', /^More/).click();
  await page.getByRole('menuitem', { name: 'Use for other runtimes…' }).click();
  await dialogOf(page).getByRole('checkbox', { name: /^edge/ }).check();
  gitHost.control.clearRequests();
  gitHost.control.setBehaviour({ slowMs: 2000, only: ['api'] });
  await dialogOf(page).getByRole('button', { name: 'Use for 1 runtime' }).click();
  await expect.poll(() => gitHost.control.count()).toBeGreaterThan(0);
  await dialogOf(other).getByRole('button', { name: 'Delete token' }).click();
  await expect(rowOf(other, 'staging')).toContainText('Not authorized');
  await expect(dialogOf(page)).toContainText('0 of 1 can use it.');
  await expect(dialogOf(page).getByRole('listitem').filter({ hasText: 'edge' })).toContainText('Changed meanwhile');
  await dialogOf(page).getByRole('button', { name: 'Done' }).click();
  await expect(rowOf(page, 'edge')).toContainText('Not authorized');
});

test('while a row is checked its menu starts nothing else', async ({ page, app, gitHost }) => {
  await withToken(page, app, gitHost, 'staging');
  gitHost.control.setBehaviour({ slowMs: 2500, only: ['api'] });
  await button(page, 'staging', 'Check now').click();
  await button(page, 'staging', /^More/).click();
  const remove = page.getByRole('menuitem', { name: 'Delete token' });
  await expect(remove).toHaveAttribute('aria-disabled', 'true');
  await remove.click({ force: true });
  await expect(dialogOf(page)).toBeHidden();
  await expect(remove).not.toHaveAttribute('aria-disabled');
  await remove.click();
  await expect(dialogOf(page)).toContainText('Delete token of');
});

test('a text far too long is refused as such, not cut to fit', async ({ page, app, gitHost }) => {
  await app.signIn(page, app.newUser());
  gitHost.control.clearRequests();
  await button(page, 'staging', 'Add token').click();
  for (const length of [8193, 60_000]) {
    await page.getByLabel('Personal access token').fill('x'.repeat(length));
    await dialogOf(page).getByRole('button', { name: 'Add token' }).click();
    await expect(dialogOf(page).getByRole('alert')).toContainText('longer than any token');
  }
  expect(gitHost.control.count()).toBe(0);
});

test('double clicks: one dialog, one check, one deletion', async ({ page, app, gitHost }) => {
  await app.signIn(page, app.newUser());
  const actions: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') actions.push(request.url());
  });
  await button(page, 'staging', 'Add token').dblclick();
  await expect(dialogOf(page)).toHaveCount(1);
  await page.getByLabel('Personal access token').fill(classicToken(gitHost));
  await dialogOf(page).getByRole('button', { name: 'Add token' }).dblclick();
  await page.getByRole('button', { name: 'Not now' }).click();
  await expect(rowOf(page, 'staging')).toContainText('Authorized');
  expect(actions).toHaveLength(1);
  await button(page, 'staging', 'Check now').dblclick();
  await expect(page.getByText('staging: Authorized.')).toHaveCount(1);
  expect(actions).toHaveLength(2);
  await button(page, 'staging', /^More/).click();
  await page.getByRole('menuitem', { name: 'Delete token' }).dblclick();
  await dialogOf(page).getByRole('button', { name: 'Delete token' }).dblclick();
  await expect(page.getByText(/^staging: Deleted here/)).toHaveCount(1);
  await expect(rowOf(page, 'staging')).toContainText('Not authorized');
  await expect(dialogOf(page)).toBeHidden();
  expect(actions).toHaveLength(3);
});
