import type { APIRequestContext, Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { card, installRuntime, openRuntime } from './parts/runtime-pages.ts';
import { button, classicToken, dialogOf, openDelete, rowOf } from './parts/settings-rows.ts';

test.use({ moreRuntimes: 1 });

const repository = 'acme/data-apps';

interface Asking {
  readonly key: string;
  readonly user: string;
  readonly url: string;
}

/** The status of the next request for a credential, and the code it is refused with. */
async function ask(request: APIRequestContext, { key, user, url }: Asking): Promise<[number, string | null]> {
  const answer = await request.post('/api/v1/credential', {
    headers: { authorization: `Bearer ${key}` },
    data: { user, url },
  });
  const body = (await answer.json()) as { error?: { code: string }; password?: string };
  expect(answer.headers()['cache-control']).toContain('no-store');
  expect(body.password === undefined).toBe(answer.status() !== 200);
  return [answer.status(), body.error?.code ?? null];
}

async function addToken(page: Page, runtime: string, token: string): Promise<void> {
  await button(page, runtime, 'Add token').click();
  await page.getByLabel('Personal access token').fill(token);
  await dialogOf(page).getByRole('button', { name: 'Add token' }).click();
  await page.getByRole('button', { name: 'Not now' }).click();
  await expect(rowOf(page, runtime)).toContainText('Authorized');
}

test('key revoked, token deleted, member removed, person disabled: each ends the credential with the next request', async ({
  page,
  browser,
  request,
  app,
  gitHost,
}) => {
  test.setTimeout(120_000);
  const administrator = await (await browser.newContext({ baseURL: app.url })).newPage();
  await app.signIn(administrator, app.stack.administrator);
  let key = await installRuntime(administrator, gitHost, { name: 'ending', repository });
  app.stack.remember(key);
  const user = app.newUser();
  const asking = () => ({ key, user: user.email, url: `${gitHost.origin}/${repository}.git` });
  await app.signIn(page, user);
  expect(await ask(request, asking())).toEqual([409, 'not_authorized']);
  await addToken(page, 'ending', classicToken(gitHost));
  expect(await ask(request, asking())).toEqual([200, null]);

  await test.step('the key is revoked: 401, and a new one works', async () => {
    await openRuntime(administrator, 'ending');
    const keys = card(administrator, 'Runtime keys');
    await keys.getByRole('button', { name: /^Revoke/ }).click();
    await administrator.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
    await expect(keys).toContainText('has no key');
    expect(await ask(request, asking())).toEqual([401, 'unauthorized']);
    await administrator.getByRole('button', { name: 'New runtime key' }).click();
    const dialog = administrator.getByRole('dialog');
    await dialog.getByRole('button', { name: /Create|New/ }).click();
    key = await dialog.getByLabel(/^Runtime key of/).inputValue();
    app.stack.remember(key);
    await dialog.getByRole('button', { name: 'I have stored it' }).click();
    expect(await ask(request, asking())).toEqual([200, null]);
  });

  await test.step('the token is deleted: 409, and another one works', async () => {
    await openDelete(page, 'ending');
    await dialogOf(page).getByRole('button', { name: 'Delete token' }).click();
    await expect(rowOf(page, 'ending')).toContainText('Not authorized');
    await expect.poll(() => ask(request, asking())).toEqual([409, 'not_authorized']);
    await page.goto('/settings');
    await addToken(page, 'ending', classicToken(gitHost));
    expect(await ask(request, asking())).toEqual([200, null]);
  });

  await test.step('the runtime is for others only: 404, and the row is gone; let in again, the token counts again', async () => {
    const access = card(administrator, 'Who may use it');
    await access.getByRole('radio', { name: /^Named members/ }).check();
    await access.getByRole('button', { name: 'Save' }).click();
    await expect(administrator.getByText('0 people may use ending.').last()).toBeVisible();
    expect(await ask(request, asking())).toEqual([404, 'not_found']);
    await expect(rowOf(page, 'ending')).toHaveCount(0);
    await access.getByRole('combobox', { name: 'Members' }).fill(user.email);
    await administrator.getByRole('option', { name: user.email }).click();
    await access.getByRole('button', { name: 'Save' }).click();
    await expect(administrator.getByText('1 person may use ending.')).toBeVisible();
    expect(await ask(request, asking())).toEqual([200, null]);
  });

  await test.step('the membership is removed: 404', async () => {
    const access = card(administrator, 'Who may use it');
    await access.getByRole('button', { name: `Remove ${user.name}` }).click();
    await access.getByRole('button', { name: 'Save' }).click();
    await expect(access.getByRole('button', { name: 'Save' })).toHaveCount(0);
    expect(await ask(request, asking())).toEqual([404, 'not_found']);
    await access.getByRole('radio', { name: /^Everyone/ }).check();
    await access.getByRole('button', { name: 'Save' }).click();
    await expect(administrator.getByText('Everyone may use ending.')).toBeVisible();
    expect(await ask(request, asking())).toEqual([200, null]);
  });

  await test.step('the person is disabled: 404, and signed out', async () => {
    await administrator.goto('/admin/users');
    await administrator.getByRole('searchbox').fill(user.email);
    const person = administrator.getByRole('row').filter({ hasText: user.email });
    await person.getByRole('button', { name: `Actions for ${user.name}` }).click();
    await administrator.getByRole('menuitem', { name: 'Disable…' }).click();
    await administrator.getByRole('dialog').getByRole('button', { name: 'Disable', exact: true }).click();
    await expect(person).toContainText('Disabled');
    expect(await ask(request, asking())).toEqual([404, 'not_found']);
    await page.goto('/settings');
    await expect(page).toHaveURL(/\/sign-in/);
  });
});
