import { expect, test } from './fixtures/app.ts';
import { visitor } from './parts/consent.ts';
import { hostPages } from './parts/git-host-pages.ts';
import { button, dialogOf, rowOf, withToken } from './parts/settings-rows.ts';

test('OAuth as another account: the page asks, and switching leads on', async ({ page, app, gitHost }) => {
  await withToken(page, app, gitHost, 'staging');
  await button(page, 'edge', 'Authorize with OAuth').click();
  await hostPages(gitHost.origin, 'octo-bob').consent(page, 'authorize');
  await expect(page.getByText(/belongs to octo-bob; so far you used octo-ada/)).toBeVisible();
  await expect(rowOf(page, 'edge')).toContainText('Not authorized');
  // The host asked this person before, so that it sends them back at once.
  await page.getByRole('button', { name: 'Switch to octo-bob' }).click();
  await expect(page.getByText('edge is authorized as octo-bob.')).toBeVisible();
  await expect(rowOf(page, 'edge')).toContainText('octo-bob');
});

test('a way to the provider that leads nowhere leaves nothing busy', async ({ page, app, gitHost }) => {
  await app.signIn(page, app.newUser());
  // An answer without a page: the browser stays where it is, as when it is stopped.
  await page.route(`${gitHost.origin}/**`, (route) => route.fulfill({ status: 204 }));
  const row = rowOf(page, 'staging');
  await button(page, 'staging', 'Authorize with OAuth').click();
  await expect(row).toHaveAttribute('aria-busy', 'true');
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(row).not.toHaveAttribute('aria-busy');
  await button(page, 'staging', 'Authorize with OAuth').click();
  await expect(row).toHaveAttribute('aria-busy', 'true');
  await expect(row).not.toHaveAttribute('aria-busy', { timeout: 12_000 });
});

test('authorized again, those that used the replaced token are ticked', async ({ page, app, gitHost }) => {
  const host = hostPages(gitHost.origin);
  const token = await withToken(page, app, gitHost, 'staging');
  await button(page, 'edge', 'Add token').click();
  await page.getByLabel('Personal access token').fill(token);
  await dialogOf(page).getByRole('button', { name: 'Add token' }).click();
  await page.getByRole('button', { name: 'Not now' }).click();
  gitHost.control.revokeToken(token);
  await button(page, 'staging', 'Check now').click();
  await expect(rowOf(page, 'edge')).toContainText('Revoked');
  await button(page, 'staging', 'Authorize with OAuth').click();
  await host.consent(page, 'authorize');
  await page.getByRole('button', { name: 'Use for other runtimes…' }).click();
  await expect(dialogOf(page).getByRole('checkbox', { name: /^edge/ })).toBeChecked();
  await expect(dialogOf(page).getByRole('checkbox', { name: /^production-us/ })).not.toBeChecked();
  await dialogOf(page).getByRole('button', { name: 'Use for 1 runtime' }).click();
  await expect(dialogOf(page)).toContainText('It can use it.');
  await dialogOf(page).getByRole('button', { name: 'Done' }).click();
  await expect(rowOf(page, 'edge')).toContainText('Authorized');
});

test('the back button after OAuth: whatever page it shows, the row is as it is', async ({
  page,
  app,
  gitHost,
  expectedErrors,
}) => {
  expectedErrors.push(/status of 4\d\d/);
  await app.signIn(page, app.newUser());
  await button(page, 'staging', 'Authorize with OAuth').click();
  await hostPages(gitHost.origin).consent(page, 'authorize');
  await expect(page.getByText('staging is authorized as octo-ada.')).toBeVisible();
  for (let steps = 0; steps < 5; steps += 1) {
    await page.goBack();
    if (page.url().startsWith(`${app.url}/settings`)) break;
  }
  expect(page.url()).toContain('/settings');
  await expect(rowOf(page, 'staging')).toContainText('Authorized');
  await expect(rowOf(page, 'staging')).not.toHaveAttribute('aria-busy');
  await expect(button(page, 'staging', 'Check now')).toBeEnabled();
});

test('an authorization that came back in somebody else’s session is refused, and changes nothing', async ({
  page,
  browser,
  app,
  gitHost,
}) => {
  await app.signIn(page, app.newUser());
  // The way there is caught, and gone by somebody without a browser: nobody has come back yet.
  await page.route(`${gitHost.origin}/**`, (route) => route.fulfill({ status: 204 }));
  const asked = page.waitForRequest(`${gitHost.origin}/login/oauth/authorize**`);
  await button(page, 'staging', 'Authorize with OAuth').click();
  const address = (await visitor(gitHost.origin, 'octo-ada').consent((await asked).url())).href;

  const another = await browser.newContext({ baseURL: app.url });
  const theirs = await another.newPage();
  await app.signIn(theirs, app.newUser());
  const response = await theirs.goto(address);
  expect(response?.status()).toBe(400);
  await expect(theirs.getByText('This authorization was not started in this session.')).toBeVisible();
  await theirs.getByRole('link', { name: 'Back to User Settings' }).click();
  await expect(rowOf(theirs, 'staging')).toContainText('Not authorized');
  await another.close();

  await page.goto(address);
  await expect(page.getByText('staging is authorized as octo-ada.')).toBeVisible();
});
