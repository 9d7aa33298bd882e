import { expect, test } from './fixtures/app.ts';
import { commitAndPush, gitMachine } from './parts/git-machine.ts';
import { readmeLines } from './parts/readme.ts';
import { installRuntime } from './parts/runtime-pages.ts';
import { button, classicToken, dialogOf, rowOf } from './parts/settings-rows.ts';

test.use({ moreRuntimes: 1 });
test.describe.configure({ timeout: 120_000 });

/** Seconds in which the person learns of it. */
const promised = 5_000;
const repository = 'acme/edge-config';

test('git refuses a token, the runtime reports it, and the user’s open page says Revoked and why', async ({
  page,
  browser,
  app,
  gitHost,
}) => {
  const machine = gitMachine();
  const administrator = await (await browser.newContext({ baseURL: app.url })).newPage();
  await app.signIn(administrator, app.stack.administrator);
  const key = await installRuntime(administrator, gitHost, { name: 'reporting', repository });
  app.stack.remember(key);

  const user = app.newUser();
  await app.signIn(page, user);
  await button(page, 'reporting', 'Add token').click();
  const token = classicToken(gitHost);
  await page.getByLabel('Personal access token').fill(token);
  await dialogOf(page).getByRole('button', { name: 'Add token' }).click();
  await page.getByRole('button', { name: 'Not now' }).click();
  await expect(rowOf(page, 'reporting')).toContainText('Authorized');

  const examples = [
    ['https://git-tokens.example.com', app.url],
    ['https://github.com', gitHost.origin],
    ['acme/gitops-config', repository],
  ] as const;
  // As the README says it, from the first line to a clone.
  await machine.paste(
    readmeLines('git', [...examples, ['gtr_…', key], ['grace@example.com', user.email], [/clone /g, 'clone --quiet ']]),
  );
  const asked = await machine.run(readmeLines('curl', [...examples, ['grace@example.com', user.email]]));
  expect(JSON.parse(asked.output)).toMatchObject({ username: 'x-access-token', password: token });

  gitHost.control.revokeToken(token);
  const pushed = await machine.run(commitAndPush('edge-config', 'Never arrives'));
  expect(pushed.code).not.toBe(0);
  await expect(rowOf(page, 'reporting')).toContainText('Revoked', { timeout: promised });
  await expect(page.getByRole('main')).toContainText(/A runtime reported .* that git refused/);
  expect(await gitHost.control.commits(repository)).not.toContain('Never arrives');

  const again = await machine.run(commitAndPush('edge-config', 'Never arrives'));
  expect(again.output).toContain('was revoked at the provider');
  expect(again.output).toContain(`${app.url}/settings?q=reporting`);
  expect(again.output).not.toContain(key);
  expect(again.output).not.toContain(token);
  machine.remove();
});

test('a report about a token that is fine changes nothing', async ({ page, browser, request, app, gitHost }) => {
  const administrator = await (await browser.newContext({ baseURL: app.url })).newPage();
  await app.signIn(administrator, app.stack.administrator);
  const key = await installRuntime(administrator, gitHost, { name: 'crying-wolf', repository });
  app.stack.remember(key);
  const user = app.newUser();
  await app.signIn(page, user);
  await button(page, 'crying-wolf', 'Add token').click();
  await page.getByLabel('Personal access token').fill(classicToken(gitHost));
  await dialogOf(page).getByRole('button', { name: 'Add token' }).click();
  await page.getByRole('button', { name: 'Not now' }).click();
  await expect(rowOf(page, 'crying-wolf')).toContainText('Authorized');

  gitHost.control.clearRequests();
  const report = {
    headers: { authorization: `Bearer ${key}` },
    data: { user: user.email, url: `${gitHost.origin}/${repository}` },
  };
  for (let sent = 0; sent < 10; sent += 1) {
    expect((await request.post('/api/v1/credential/rejected', report)).status()).toBe(202);
  }
  const checks = () => gitHost.control.count({ surface: 'api', path: /\/user$/ });
  await expect.poll(checks).toBe(3);
  await expect.poll(async () => (await request.post('/api/v1/credential', report)).status()).toBe(200);
  await page.reload();
  await expect(rowOf(page, 'crying-wolf')).toContainText('Authorized');
  expect(checks()).toBe(3);
});
