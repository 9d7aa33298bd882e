import { expect, test } from './fixtures/app.ts';

test('after signing in, every runtime is listed as not authorized @mobile @dark', async ({ page, app }) => {
  await app.signIn(page, app.newUser());
  await expect(page.getByRole('heading', { name: 'Git personal access tokens' })).toBeVisible();
  for (const name of ['production-eu', 'initech-fleet', 'home-lab', 'build-lab']) {
    await expect(page.getByText(name, { exact: true }).first()).toBeVisible();
  }
});

test('a wrong password is refused in words, and the page stays', async ({ page, app }) => {
  const user = app.newUser();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(user.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('E-mail or password is wrong.')).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in/);
});

test('without a session, User Settings leads to signing in', async ({ page, app }) => {
  await page.goto('/settings');
  await page.waitForURL('**/sign-in**');
  expect(new URL(page.url()).origin).toBe(app.url);
});
