import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { runFolder } from '#e2e/fixtures/stack.ts';
import { type GitHost, startGitHost } from '#e2e/git-host/start.ts';
import { mintedTokens } from '#e2e/git-host/token-format.ts';
import { type AppServer, startAppServer } from '#e2e/parts/app-server.ts';
import { freePort } from '#e2e/parts/free-port.ts';
import { hostPages } from '#e2e/parts/git-host-pages.ts';
import { clone, commitAndPush, gitMachine } from '#e2e/parts/git-machine.ts';
import {
  beginInstallation,
  card,
  currentStep,
  gitLines,
  makeFirstKey,
  pasteRuntimeToken,
} from '#e2e/parts/runtime-pages.ts';

// From an empty start: no account, no integration, no runtime. Every step is done in pages, by git or by the Git host.

const password = 'a few words are good';
const repository = 'acme/gitops-config';
const machine = gitMachine();
let app: AppServer;
let gitHost: GitHost;
const folder = join(runFolder, `install-${randomUUID().slice(0, 8)}`);
/** What the app made and showed once. */
const shown: string[] = [];

test.beforeAll(async () => {
  gitHost = await startGitHost({ port: 0, dataDir: join(folder, 'git-host') });
  const port = await freePort();
  app = await startAppServer({ port, dataDir: join(folder, 'data'), logFile: join(folder, 'server.log') });
});

test.afterAll(async () => {
  machine.remove();
  // For `secrets.afterwards.ts` to look for.
  const hooks = gitHost.control.hooks(repository).map(({ config }) => config['secret'] ?? '');
  const secrets = [...mintedTokens, ...hooks, ...shown, password];
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify(secrets), { mode: 0o600 });
  await app.stop();
  await gitHost.stop();
});

/** A person with a browser of their own. */
async function personWith(browser: Browser): Promise<Page> {
  return (await browser.newContext({ baseURL: app.url })).newPage();
}

async function becomeAdministrator(page: Page): Promise<void> {
  await page.goto('/setup');
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('E-mail address').fill('ada@example.com');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await page.waitForURL('**/settings');
}

async function addIntegration(page: Page): Promise<void> {
  await page.goto('/admin/integrations/new');
  await page.getByLabel('Git provider').selectOption({ label: 'GitHub Enterprise Server' });
  await page.getByLabel('Name', { exact: true }).fill('Our GitHub');
  await page.getByLabel('Address', { exact: true }).fill(gitHost.origin);
  await page.getByLabel('Client ID').fill('git-tokens-demo');
  await page.getByLabel('Client secret', { exact: true }).fill('git-tokens-demo-secret');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByRole('main')).toContainText(/answers|works|reached/i);
  await page.getByRole('button', { name: 'Add Git integration' }).click();
  await page.waitForURL('**/admin/integrations');
  await expect(page.getByText('Our GitHub').first()).toBeVisible();
}

/** The administrator gives somebody an account. @returns the password, which is shown this once. */
async function addUser(page: Page, name: string, email: string): Promise<string> {
  await page.goto('/admin/users');
  await page.getByRole('button', { name: 'Add user' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('E-mail address').fill(email);
  await dialog.getByRole('button', { name: /^Add/ }).click();
  const made = await dialog.getByRole('textbox', { name: 'Password' }).inputValue();
  await dialog.getByRole('button', { name: 'I have stored it' }).click();
  return made;
}

test('an administrator installs a runtime, a user authorizes it, and git pushes as that user', async ({ browser }) => {
  test.setTimeout(180_000);
  const administrator = await personWith(browser);
  let key = '';

  await test.step('the first administrator adds the Git integration', async () => {
    await becomeAdministrator(administrator);
    await addIntegration(administrator);
  });

  await test.step('and installs a runtime with a token that the robot account makes at the Git host', async () => {
    await beginInstallation(administrator, { name: 'production', repository });
    const [tokenPage] = await Promise.all([
      administrator.context().waitForEvent('page'),
      administrator.getByRole('link', { name: /Create a classic PAT/ }).click(),
    ]);
    const token = await hostPages(gitHost.origin, 'gitops-robot').makeToken(tokenPage);
    await tokenPage.close();
    await pasteRuntimeToken(administrator, token);
    await expect(currentStep(administrator)).toContainText('Webhook');
  });

  await test.step('its webhook', async () => {
    await administrator.getByRole('button', { name: 'Create webhook' }).click();
    await expect(currentStep(administrator)).toContainText('Runtime key');
    expect(gitHost.control.hooks(repository)).toMatchObject([{ active: true, events: ['push'] }]);
  });

  await test.step('and its key, with the lines to use it', async () => {
    key = await makeFirstKey(administrator);
    shown.push(key);
    await machine.paste(await gitLines(administrator, 'grace@example.com'));
    await administrator.getByRole('button', { name: 'I have stored it' }).click();
    await expect(card(administrator, 'Webhook')).toContainText('Active');
  });

  const herPassword = await addUser(await administrator.context().newPage(), 'Grace', 'grace@example.com');
  shown.push(herPassword);
  const url = `${gitHost.origin}/${repository}.git`;
  await test.step('nobody has authorized it: git gets nothing', async () => {
    const { code } = await machine.run(clone(url, 'too-early'));
    expect(code).not.toBe(0);
  });

  await test.step('a user authorizes it', async () => {
    const user = await personWith(browser);
    await user.goto('/sign-in');
    await user.getByLabel('E-mail address').fill('grace@example.com');
    await user.getByLabel('Password', { exact: true }).fill(herPassword);
    await user.getByRole('button', { name: 'Sign in', exact: true }).click();
    await user.waitForURL('**/settings');
    const row = user.getByRole('row', { name: /^production / });
    await row.getByRole('button', { name: 'Authorize with OAuth' }).click();
    await hostPages(gitHost.origin, 'octo-bob').consent(user, 'authorize');
    await user.waitForURL('**/settings**');
    await expect(row).toContainText('octo-bob');
  });

  await test.step('clone, commit and push go through as that user', async () => {
    expect(await machine.run(clone(url, 'config'))).toEqual({ code: 0, output: '' });
    expect(await machine.run(commitAndPush('config', 'Scale checkout to 3'))).toEqual({ code: 0, output: '' });
    expect(gitHost.control.pushes(repository).map(({ login, ref }) => ({ login, ref }))).toEqual([
      { login: 'octo-bob', ref: 'refs/heads/main' },
    ]);
    expect(await gitHost.control.commits(repository)).toContain('Scale checkout to 3');
  });

  await test.step('the delivery shows up on the runtime’s page by itself', async () => {
    const events = card(administrator, 'Git events');
    await expect(events.getByRole('listitem').first()).toContainText('Scale checkout to 3');
    await expect(events.getByRole('listitem').first()).toContainText('octo-bob');
    await expect(events).toContainText('The webhook was set up');
    expect(gitHost.control.deliveries(repository).map(({ event, statusCode }) => [event, statusCode])).toEqual([
      ['push', 202],
      ['ping', 200],
    ]);
  });

  await test.step('and what the key was used for is seen there', async () => {
    await administrator.reload();
    await expect(card(administrator, 'Runtime keys')).toContainText(key.slice(0, 12));
    await expect(card(administrator, 'Runtime keys')).not.toContainText('never used');
    await administrator.goto('/admin/runtimes');
    await expect(administrator.getByRole('row', { name: /production/ })).toContainText('Ready');
    await expect(administrator.getByRole('row', { name: /production/ })).toContainText('1 authorized');
  });
});
