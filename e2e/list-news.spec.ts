import { expect, test } from '#e2e/fixtures/app.ts';
import { button, classicToken, dialogOf, rowOf } from '#e2e/parts/settings-rows.ts';

test('what is done in another window shows within five seconds, and little is asked for it', async ({
  page,
  context,
  app,
  gitHost,
}) => {
  await app.signIn(page, app.newUser());
  const lists: string[] = [];
  const versions: number[] = [];
  page.on('response', async (response) => {
    const { pathname } = new URL(response.url());
    if (pathname === '/api/runtimes') lists.push(pathname);
    if (pathname === '/api/runtimes/version') versions.push((await response.body()).length);
  });
  await expect.poll(() => versions.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(3);
  expect(lists).toEqual([]);
  expect(Math.max(...versions)).toBeLessThan(120);

  const other = await context.newPage();
  await other.goto('/settings');
  await button(other, 'staging', 'Add token').click();
  await other.getByLabel('Personal access token').fill(classicToken(gitHost));
  await dialogOf(other).getByRole('button', { name: 'Add token' }).click();
  await expect(rowOf(other, 'staging')).toContainText('Authorized');
  await expect(rowOf(page, 'staging')).toContainText('Authorized', { timeout: 5_000 });
});

test('a server that is away is said, and no more once it is back', async ({ page, app, expectedErrors }) => {
  expectedErrors.push(/ERR_FAILED/);
  await app.signIn(page, app.newUser());
  await page.route('**/api/runtimes**', (route) => route.abort());
  await expect(page.getByText('This list is not up to date.')).toBeVisible({ timeout: 15_000 });
  await page.unroute('**/api/runtimes**');
  await expect(page.getByText('This list is not up to date.')).toBeHidden({ timeout: 6_000 });
});

test('a session that ended elsewhere is said, and not asked about again and again', async ({
  page,
  context,
  app,
  expectedErrors,
}) => {
  expectedErrors.push(/status of 401/);
  await page.clock.install();
  await app.signIn(page, app.newUser());
  await context.clearCookies();
  await expect(page.getByText('Your session has ended.')).toBeVisible({ timeout: 15_000 });
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/api/runtimes/version')) asked += 1;
  });
  await page.clock.runFor(30_000);
  expect(asked).toBe(0);
});
