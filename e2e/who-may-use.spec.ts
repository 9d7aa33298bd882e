import { randomBytes, randomUUID } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type APIResponse, expect, type Page, test } from '@playwright/test';
import { eq } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimeKeys, runtimeMembers, runtimes } from '#db/schema/runtimes.ts';
import { users } from '#db/schema/users.ts';
import { demoUsers } from '#db/seed.ts';
import { runFolder, templateFolder } from '#e2e/fixtures/stack.ts';
import { type AppServer, startAppServer } from '#e2e/parts/app-server.ts';
import { prepareDemoData } from '#e2e/parts/demo-data.ts';
import { freePort } from '#e2e/parts/free-port.ts';
import { rowOf } from '#e2e/parts/settings-rows.ts';

// Numbers are rows of the table of bad inputs. Grace is a member of `let-in`, and of nothing else that is not open.
test.describe.configure({ mode: 'serial' });

const odd = ['<script>alert(1)</script>', '" onmouseover="alert(1)', 'javascript:alert(1)', '{{7*7}}${7*7}'];
const { administrator, user } = demoUsers;
const ids = new Map<string, string>();
let app: AppServer;

test.beforeAll(async () => {
  const folder = join(runFolder, `who-may-use-${randomUUID().slice(0, 8)}`);
  const dataDir = join(folder, 'data');
  cpSync(templateFolder, dataDir, { recursive: true });
  await prepareDemoData(dataDir, 'http://localhost:9', async (db) => {
    const [integration] = await db.select().from(gitIntegrations).where(eq(gitIntegrations.name, 'GitHub'));
    const [grace] = await db.select().from(users).where(eq(users.email, user.email));
    if (integration === undefined || grace === undefined) throw new Error('The demo has no GitHub, or no Grace.');
    const of = { gitIntegrationId: integration.id, repository: 'acme/gitops-config', installedAt: new Date() };
    const rows = await db
      .insert(runtimes)
      .values([
        { ...of, name: 'let-in', openTo: 'members' },
        { ...of, name: 'shut', openTo: 'members' },
        { ...of, name: 'unfinished', installedAt: null },
        ...odd.map((name) => ({ ...of, name })),
      ])
      .returning();
    for (const row of rows) ids.set(row.name, row.id);
    await installed(db, { runtimeId: ids.get('let-in') ?? '', gitIntegrationId: integration.id });
    await db.insert(runtimeMembers).values({ runtimeId: ids.get('let-in') ?? '', userId: grace.id });
  });
  app = await startAppServer({ port: await freePort(), dataDir, logFile: join(folder, 'server.log') });
});

test.afterAll(() => app.stop());

/** Its administrator's page is the form of its installation until there is a token and a key; nobody uses these two. */
async function installed(db: Database, of: { runtimeId: string; gitIntegrationId: string }): Promise<void> {
  const now = new Date();
  const facts = { verdict: 'accepted', verdictAt: now, acceptedAt: now, checkedAt: now } as const;
  const secret = { kind: 'classic', accessToken: randomBytes(96), fingerprint: randomBytes(32), lastFour: 'a1B2' };
  await db.insert(gitTokens).values({ ...of, ...secret, ...facts });
  await db.insert(runtimeKeys).values({ runtimeId: of.runtimeId, handle: 'a1B2c3D4', digest: randomBytes(32) });
  await db.update(runtimes).set({ tokenAccess: 'writable' }).where(eq(runtimes.id, of.runtimeId));
}

async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.goto(`${app.url}/sign-in`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/settings');
}

/** What a caller can tell answers apart by: the id of the request is its own. */
async function told(answer: APIResponse): Promise<string> {
  const body = (await answer.text()).replace(/"requestId":"[^"]*"/, '');
  return `${answer.status()} ${answer.headers()['content-type'] ?? ''} ${body}`;
}

const idOf = (name: string) => ids.get(name) ?? '';

test('another’s runtime, one that is not installed yet and one that is none are told apart by no address', async ({
  page,
}) => {
  await signIn(page, user);
  const own = await page.request.get(`${app.url}/api/runtimes/${idOf('let-in')}/others`);
  expect(own.status()).toBe(200);
  for (const address of [
    (id: string) => `/api/runtimes/${id}/others`,
    (id: string) => `/api/admin/runtimes/${id}`,
    (id: string) => `/admin/runtimes/${id}`,
  ]) {
    const get = async (id: string) => page.request.get(`${app.url}${address(id)}`);
    const none = await get(randomUUID());
    expect(none.status(), address('…')).toBe(404);
    for (const name of ['shut', 'unfinished']) {
      const answer = await get(idOf(name));
      expect(answer.status(), address(name)).toBe(404);
      // A page names its own address in what it sends; a route answers the same to the letter.
      if (address('').startsWith('/api')) expect(await told(answer), address(name)).toBe(await told(none));
      else expect(await answer.text()).not.toContain(name);
    }
  }
  const list = await (await page.request.get(`${app.url}/api/runtimes`)).text();
  for (const name of ['shut', 'unfinished']) expect(list).not.toContain(`"${name}"`);
  expect(list).toContain('"let-in"');
});

test('row 78: an id that is written otherwise is nobody’s, with the same body', async ({ page }) => {
  await signIn(page, administrator);
  for (const address of [(id: string) => `/api/runtimes/${id}/others`, (id: string) => `/api/admin/runtimes/${id}`]) {
    const get = async (id: string) => told(await page.request.get(`${app.url}${address(id)}`));
    const open = idOf(odd[0] ?? '');
    expect(await get(open)).toContain('200 ');
    const none = await get(randomUUID());
    expect(none).toContain('404 ');
    const others = [
      open.toUpperCase(),
      'x',
      `${open},${open}`,
      `[%22${open}%22]`,
      '%20',
      'a'.repeat(7_000),
      '__proto__',
    ];
    for (const id of others) expect([id.slice(0, 40), await get(id)]).toEqual([id.slice(0, 40), none]);
  }
});

test('pages and routes of administrators do not exist for others', async ({ page }) => {
  await signIn(page, user);
  for (const path of ['/admin/users', '/admin/runtimes', '/admin/integrations', '/api/admin/users?q=a']) {
    const answer = await page.request.get(`${app.url}${path}`);
    expect([path, answer.status()]).toEqual([path, 404]);
    expect(await answer.text()).not.toContain(administrator.email);
  }
});

test('row 71: odd names are text, in the list, the menu, the dialogs and the administrator’s pages', async ({
  page,
}) => {
  const alerts: string[] = [];
  page.on('dialog', (dialog) => {
    alerts.push(dialog.message());
    void dialog.dismiss();
  });
  await signIn(page, administrator);
  for (const name of odd) {
    await page.goto(`${app.url}/settings?q=${encodeURIComponent(name)}`);
    const row = page.getByRole('row').filter({ hasText: name });
    await expect(row).toHaveCount(1);
    await row.hover();
    await row.getByRole('button', { name: 'Add token' }).click();
    await expect(page.getByRole('dialog')).toContainText(name);
    await page.keyboard.press('Escape');
  }
  await page.goto(`${app.url}/admin/runtimes`);
  for (const name of odd) await expect(page.getByText(name, { exact: true }).first()).toBeVisible();
  await page.goto(`${app.url}/admin/runtimes/${idOf(odd[0] ?? '')}`);
  await expect(page.getByRole('heading', { name: odd[0] ?? '' })).toBeVisible();
  expect(alerts).toEqual([]);
});

test('a member who is let out loses the row within five seconds, and has it back when let in again', async ({
  page,
  browser,
}) => {
  await signIn(page, user);
  await expect(rowOf(page, 'let-in')).toBeVisible();
  const office = await (await browser.newContext()).newPage();
  await signIn(office, administrator);
  await office.goto(`${app.url}/admin/runtimes/${idOf('let-in')}`);
  const card = office.getByRole('region', { name: 'Who may use it' });
  await card.getByRole('button', { name: `Remove ${user.name}` }).click();
  await card.getByRole('button', { name: 'Save' }).click();
  await expect(rowOf(page, 'let-in')).toHaveCount(0, { timeout: 5_000 });
  expect((await page.request.get(`${app.url}/api/runtimes/${idOf('let-in')}/others`)).status()).toBe(404);

  await card.getByRole('combobox').fill('grace');
  await card.getByRole('option', { name: new RegExp(user.name) }).click();
  await card.getByRole('button', { name: 'Save' }).click();
  await expect(rowOf(page, 'let-in')).toBeVisible({ timeout: 5_000 });
  await office.context().close();
});
