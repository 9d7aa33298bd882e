import { expect, type Page } from '@playwright/test';
import type { App } from '#e2e/fixtures/app.ts';
import type { GitHost } from '#e2e/git-host/start.ts';

export const rowOf = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) });
export const dialogOf = (page: Page) => page.getByRole('dialog');
export const button = (page: Page, runtime: string, name: string | RegExp) =>
  rowOf(page, runtime).getByRole('button', { name });

export function classicToken(gitHost: GitHost, login = 'octo-ada'): string {
  return gitHost.control.createToken({ login, kind: 'classic', scopes: ['repo'] });
}

/** Signed in as somebody new, with a token for a runtime. */
export async function withToken(page: Page, app: App, gitHost: GitHost, runtime: string): Promise<string> {
  const token = classicToken(gitHost);
  await app.signIn(page, app.newUser());
  await button(page, runtime, 'Add token').click();
  await page.getByLabel('Personal access token').fill(token);
  await dialogOf(page).getByRole('button', { name: 'Add token' }).click();
  await page.getByRole('button', { name: 'Not now' }).click();
  await expect(rowOf(page, runtime)).toContainText('Authorized');
  return token;
}

export async function openDelete(page: Page, runtime: string): Promise<void> {
  await button(page, runtime, /^More/).click();
  await page.getByRole('menuitem', { name: 'Delete token' }).click();
  await expect(dialogOf(page)).toContainText('Delete token of');
}
