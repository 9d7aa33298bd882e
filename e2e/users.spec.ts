import type { Page } from '@playwright/test';
import { expect, test } from '#e2e/fixtures/app.ts';
import { dialogOf } from '#e2e/parts/settings-rows.ts';

async function change(page: Page, name: string, item: string, button: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
  await dialogOf(page).getByRole('button', { name: button, exact: true }).click();
}

test('an administrator adds a person, disables, enables and promotes them, and each holds at once', async ({
  page,
  browser,
  app,
  expectedErrors,
}) => {
  // Polls of the page of somebody who was just disabled.
  expectedErrors.push(/401/);
  await app.signIn(page, app.stack.administrator);
  await page.goto('/admin/users');
  await page.getByRole('button', { name: 'Add user' }).click();
  const email = 'hedy@example.com';
  await dialogOf(page).getByLabel('Name').fill('Hedy Lamarr');
  await dialogOf(page).getByLabel('E-mail address').fill(email);
  await dialogOf(page).getByRole('button', { name: 'Add user' }).click();
  await expect(dialogOf(page)).toContainText('it is not shown again');
  const password = await dialogOf(page).getByLabel('Password', { exact: true }).inputValue();
  expect(password).toMatch(/^[a-z2-9-]{23}$/);
  app.stack.remember(password);
  await page.getByRole('button', { name: 'I have stored it' }).click();
  expect(await page.content()).not.toContain(password);

  const hedy = { name: 'Hedy Lamarr', email, password };
  const theirs = await (await browser.newContext({ baseURL: app.url })).newPage();
  await app.signIn(theirs, hedy);
  await expect(theirs.getByRole('heading', { level: 1 })).toHaveText('Git personal access tokens');
  expect((await theirs.request.get('/admin/users')).status()).toBe(404);

  await page.goto('/admin/users?q=hedy');
  await page.getByRole('button', { name: 'Actions for Hedy Lamarr' }).click();
  await page.getByRole('menuitem', { name: 'Disable…' }).click();
  await expect(dialogOf(page)).toContainText('Every session ends at once');
  await dialogOf(page).getByRole('button', { name: 'Disable', exact: true }).click();
  await expect(page.getByRole('row', { name: /Hedy/ })).toContainText('Disabled');
  expect((await theirs.request.get('/api/runtimes')).status()).toBe(401);
  await expect(theirs.getByText('Your session has ended.')).toBeVisible();
  await theirs.goto('/sign-in');
  await theirs.getByLabel('E-mail address').fill(email);
  await theirs.getByLabel('Password', { exact: true }).fill(password);
  await theirs.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(theirs.getByText('E-mail or password is wrong.')).toBeVisible();

  await change(page, 'Hedy Lamarr', 'Enable…', 'Enable');
  await expect(page.getByRole('row', { name: /Hedy/ })).toContainText('Active');
  await app.signIn(theirs, hedy);
  await change(page, 'Hedy Lamarr', 'Make administrator…', 'Make administrator');
  await expect(page.getByRole('row', { name: /Hedy/ })).toContainText('Administrator');
  expect((await theirs.request.get('/admin/users')).status()).toBe(200);
  await theirs.context().close();
});

test('a typed password is taken when it is long enough, an address only once, and the form keeps what was typed', async ({
  page,
  app,
}) => {
  await app.signIn(page, app.stack.administrator);
  await page.goto('/admin/users');
  await page.getByRole('button', { name: 'Add user' }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel('Name').fill('Twin');
  await dialog.getByLabel('E-mail address').fill(app.stack.administrator.email.toUpperCase());
  await dialog.getByLabel('Type one').check();
  await dialog.getByLabel('Password', { exact: true }).fill('a few words are good');
  await dialog.getByRole('button', { name: 'Add user' }).click();
  await expect(dialog.getByRole('alert')).toContainText('There is an account with this e-mail address already.');
  await expect(dialog.getByLabel('Name')).toHaveValue('Twin');
  await dialog.getByLabel('E-mail address').fill('twin@example.com');
  await dialog.getByRole('button', { name: 'Add user' }).click();
  await expect(page.getByText('Twin can sign in with the password you typed.')).toBeVisible();
  await expect(page.getByRole('row', { name: /^T? ?Twin|Twin twin@/ })).toBeVisible();
});

test('nobody is offered to change their own account, and the search finds by part of a name or address', async ({
  page,
  app,
}) => {
  await app.signIn(page, app.stack.administrator);
  await page.goto('/admin/users');
  await page.getByRole('searchbox', { name: 'Find a person' }).fill(app.stack.administrator.email.slice(0, 6));
  const own = page.getByRole('row').filter({ hasText: '(you)' });
  await expect(own).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(own.getByRole('button')).toHaveCount(0);
  await page.getByRole('searchbox').fill('nobody like it');
  await expect(page.getByText('Nobody matches “nobody like it”')).toBeVisible();
});

test('a password that was lost is made anew, ends every session, and is changed by its owner', async ({
  page,
  browser,
  app,
  expectedErrors,
}) => {
  expectedErrors.push(/401/);
  const ada = app.newUser();
  const theirs = await (await browser.newContext({ baseURL: app.url })).newPage();
  await app.signIn(theirs, ada);
  await app.signIn(page, app.stack.administrator);
  await page.goto(`/admin/users?q=${encodeURIComponent(ada.email)}`);
  await page.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Make a new password…' }).click();
  await expect(dialogOf(page)).toContainText('every session of theirs ends at once');
  await dialogOf(page).getByRole('button', { name: 'Make a new password' }).click();
  const field = dialogOf(page).getByLabel('Password', { exact: true });
  const password = await field.inputValue();
  app.stack.remember(password);
  // No slip loses it: only saying so closes the dialog, and the way back asks.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.mouse.click(5, 5);
  await expect(dialogOf(page).getByRole('button', { name: 'Close' })).toBeDisabled();
  await expect(field).toHaveValue(password);
  await dialogOf(page).getByRole('button', { name: 'I have stored it' }).click();
  expect(await page.content()).not.toContain(password);

  expect((await theirs.request.get('/api/runtimes')).status()).toBe(401);
  await app.signIn(theirs, { ...ada, password });
  await theirs.getByRole('button', { name: /^Account of/ }).click();
  await theirs.getByRole('link', { name: 'Change password' }).click();
  const own = 'a few words of my own';
  app.stack.remember(own);
  await theirs.getByLabel('Current password').fill('not it at all');
  await theirs.getByLabel('New password').fill(own);
  await theirs.getByRole('button', { name: 'Change password' }).click();
  await expect(theirs.getByRole('alert').filter({ hasText: 'That is not your current password' })).toBeVisible();
  await theirs.getByLabel('Current password').fill(password);
  await theirs.getByLabel('New password').fill(own);
  await theirs.getByRole('button', { name: 'Change password' }).click();
  await expect(theirs.getByText('Your password was changed.')).toBeVisible();
  expect((await theirs.request.get('/api/runtimes')).status()).toBe(200);
  await theirs.context().clearCookies();
  await app.signIn(theirs, { ...ada, password: own });
  await theirs.context().close();
});
