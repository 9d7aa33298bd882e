import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { hostPages } from './parts/git-host-pages.ts';

test.use({ moreRuntimes: 60 });

const rowOf = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) });
const rows = (page: Page) => page.locator('tbody').getByRole('row');

test('more than fifty runtimes: Next and Previous lead through all of them, by the address', async ({ page, app }) => {
  await app.signIn(page, app.newUser());
  const paging = page.getByRole('navigation', { name: 'Pages' });
  await expect(rows(page)).toHaveCount(50);
  await expect(paging).toContainText('1–50 of 71');
  await expect(paging.getByRole('button', { name: 'Previous' })).toBeDisabled();
  const first = await rows(page).first().innerText();

  await paging.getByRole('button', { name: 'Next' }).click();
  await expect(paging).toContainText('51–71 of 71');
  await expect(rows(page)).toHaveCount(21);
  await expect(rowOf(page, 'staging')).toBeVisible();
  await expect(paging.getByRole('button', { name: 'Next' })).toBeDisabled();
  await expect(page).toHaveURL(/cursor=/);
  await page.reload();
  await expect(paging).toContainText('51–71 of 71');

  await paging.getByRole('button', { name: 'Previous' }).click();
  await expect(paging).toContainText('1–50 of 71');
  expect(await rows(page).first().innerText()).toBe(first);
  await page.goBack();
  await expect(paging).toContainText('51–71 of 71');

  await page.getByRole('searchbox').fill('fleet-06');
  await expect(rows(page)).toHaveCount(1);
  await expect(page).not.toHaveURL(/cursor=/);
});

test('the notice after OAuth knows a runtime of another page, and its state', async ({ page, app, gitHost }) => {
  await app.signIn(page, app.newUser());
  await page.getByRole('searchbox').fill('staging');
  await rowOf(page, 'staging').getByRole('button', { name: 'Authorize with OAuth' }).click();
  await hostPages(gitHost.origin).consent(page, 'authorize');
  await expect(page.getByText('staging is authorized as octo-ada.')).toBeVisible();
  await page.getByRole('button', { name: 'Use for other runtimes…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('staging uses the OAuth');
  await dialog.getByRole('checkbox', { name: 'All shown' }).check();
  await expect(dialog).toContainText('At most 50 runtimes at a time');
  await dialog.getByRole('searchbox').fill('production-us');
  await expect(dialog.getByRole('listitem')).toHaveCount(1);
  await expect(dialog.getByRole('checkbox', { name: /production-us/ })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Not now' }).click();
});
