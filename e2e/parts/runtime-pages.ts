import { expect, type Locator, type Page } from '@playwright/test';
import type { GitHost } from '#e2e/git-host/start.ts';

/** What a Git runtime token must be allowed to do. */
export const runtimeScopes = ['repo', 'admin:repo_hook'];

/** A token of the robot account, made without its pages. */
export function robotToken(gitHost: GitHost, scopes: readonly string[] = runtimeScopes): string {
  return gitHost.control.createToken({ login: 'gitops-robot', kind: 'classic', scopes });
}

export interface NewRuntime {
  readonly name: string;
  readonly repository: string;
  /** How the choice of its Git integration begins. */
  readonly integration?: string;
}

/** Fills in the first step, and waits for the second on the runtime's own page. */
export async function beginInstallation(page: Page, { name, repository, integration }: NewRuntime): Promise<void> {
  await page.goto('/admin/runtimes/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  if (integration !== undefined) {
    const choice = page.getByLabel('Git integration').locator('option', { hasText: integration });
    await page.getByLabel('Git integration').selectOption((await choice.first().getAttribute('value')) ?? '');
  }
  await page.getByLabel('Shared configuration repository').fill(repository);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: `Install ${name}` })).toBeVisible();
  await expect(currentStep(page)).toContainText('Git runtime token');
}

/** The step of an installation where one is. */
export const currentStep = (page: Page): Locator => page.locator('[aria-current="step"]');

/** Pastes a Git runtime token and sends it. */
export async function pasteRuntimeToken(page: Page, token: string): Promise<void> {
  await page.getByLabel('Personal access token').fill(token);
  await page.getByRole('button', { name: 'Save token' }).click();
}

/** Makes the runtime's key in the last step; its text, which is seen this once. */
export async function makeFirstKey(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Create runtime key' }).click();
  const key = await page.getByLabel(/^Runtime key of/).inputValue();
  expect(key).toMatch(/^gtr_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
  return key;
}

/** Installs a runtime from its first step to its last. @returns its key. */
export async function installRuntime(
  page: Page,
  gitHost: GitHost,
  runtime: NewRuntime & { readonly withWebhook?: boolean },
): Promise<string> {
  await beginInstallation(page, runtime);
  await pasteRuntimeToken(page, robotToken(gitHost));
  await expect(currentStep(page)).toContainText('Webhook');
  const webhook = runtime.withWebhook === true ? 'Create webhook' : 'Continue without webhook';
  await page.getByRole('button', { name: webhook }).click();
  await expect(currentStep(page)).toContainText('Runtime key');
  const key = await makeFirstKey(page);
  await page.getByRole('button', { name: 'I have stored it' }).click();
  await expect(page.getByRole('heading', { name: runtime.name })).toBeVisible();
  await expect(card(page, 'Runtime keys')).toContainText(key.slice(0, 12));
  return key;
}

/** A part of the runtime's page by its title. */
export const card = (page: Page, title: string): Locator => page.getByRole('region', { name: title, exact: true });

/** The lines that the page offers for git, with this user in them. */
export async function gitLines(page: Page, user: string): Promise<string> {
  const lines = await page.getByRole('region', { name: 'How to use it' }).locator('pre').innerText();
  return lines.replace(/(?<=GIT_TOKENS_USER=')[^']*/, user);
}

/** Opens the page of a runtime from the list, as a person does. */
export async function openRuntime(page: Page, name: string): Promise<void> {
  await page.goto('/admin/runtimes');
  await page.getByRole('link', { name, exact: true }).click();
  await page.waitForURL(/\/admin\/runtimes\/[\da-f-]{36}/);
}
