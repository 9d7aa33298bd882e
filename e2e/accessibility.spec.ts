import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { expectAccessible } from './parts/accessible.ts';

test('axe finds nothing on signing in @mobile @dark', async ({ page }) => {
  await page.goto('/sign-in');
  await expectAccessible(page, 'sign-in');
});

test('axe finds nothing on User Settings and its dialogs @mobile @dark', async ({ page, app, gitHost }) => {
  const user = app.newUser();
  await app.signIn(page, user);
  await expectAccessible(page, 'nothing authorized');
  const row = page.getByRole('row', { name: /^staging / });
  await row.getByRole('button', { name: 'Add token' }).click();
  await expectAccessible(page, 'add token');
  await page.getByLabel('Personal access token').fill('glpat-01234567890123456789');
  await page.getByRole('dialog').getByRole('button', { name: 'Add token' }).click();
  await expectAccessible(page, 'add token, refused');
  const token = gitHost.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
  await page.getByLabel('Personal access token').fill(token);
  await page.getByRole('dialog').getByRole('button', { name: 'Add token' }).click();
  await expect(page.getByRole('dialog', { name: 'Use for other runtimes' })).toBeVisible();
  await expectAccessible(page, 'use for other runtimes');
  await page.getByRole('button', { name: 'Not now' }).click();
  await row.getByRole('button', { name: /^More/ }).click();
  await expectAccessible(page, 'row menu');
  await page.getByRole('menuitem', { name: 'Delete token' }).click();
  await expectAccessible(page, 'delete token');
  await page.keyboard.press('Escape');
  gitHost.control.revokeToken(token);
  await row.getByRole('button', { name: 'Check now' }).click();
  await expect(row).toContainText('Revoked');
  await expectAccessible(page, 'revoked');
  await page.goto('/settings?q=nothing-like-it');
  await expectAccessible(page, 'nothing found');
});

test('axe finds nothing on a page that does not exist @dark', async ({ page, app, expectedErrors }) => {
  expectedErrors.push(/404/);
  await app.signIn(page, app.newUser());
  await page.goto('/settings/nowhere');
  await expectAccessible(page, 'not found');
});

test('the keyboard alone adds a token and deletes it', async ({ page, app, gitHost }) => {
  await app.signIn(page, app.newUser());
  const token = gitHost.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
  const focused = page.locator(':focus');
  // The shortcut is there once React has taken the page over.
  await page.getByRole('searchbox').evaluate(async (box) => {
    const next = () => new Promise((resolve) => requestIdleCallback(resolve));
    while (!Object.keys(box).some((key) => key.startsWith('__reactProps'))) await next();
    await next();
  });

  await page.keyboard.press('/');
  await page.keyboard.type('home-lab');
  await expect(page.getByRole('row')).toHaveCount(2);
  const row = page.getByRole('row', { name: /^home-lab / });
  const add = row.getByRole('button', { name: 'Add token' });
  await tabTo(page, 'Add token');
  await expect(add).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Personal access token')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(add).toBeFocused();

  await page.keyboard.press('Enter');
  await page.keyboard.type(token);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Use for other runtimes' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(row).toContainText('Authorized');

  await row.getByRole('button', { name: /^More/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('End');
  await expect(focused).toHaveText('Delete token');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await tabTo(page, 'Delete token');
  await page.keyboard.press('Enter');
  await expect(row).toContainText('Not authorized');
});

/** Presses Tab until the control with this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let press = 0; press < 40; press += 1) {
    await page.keyboard.press('Tab');
    if ((await page.locator(':focus').textContent())?.trim() === name) return;
  }
  throw new Error(`Tab never reached ${name}`);
}
