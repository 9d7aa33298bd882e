import { createHmac, randomUUID } from 'node:crypto';
import { expect, test } from './fixtures/app.ts';
import { request } from './parts/raw-http.ts';
import { card, installRuntime } from './parts/runtime-pages.ts';

// Numbers are rows of the table of bad inputs; the others of theirs are tested without a browser.
test.use({ moreRuntimes: 1 });

const repository = 'acme/observability';
const push = JSON.stringify({
  ref: 'refs/heads/main',
  after: 'c'.repeat(40),
  head_commit: { message: 'Sent by hand' },
  sender: { id: 1002, login: 'octo-bob' },
});

test('deliveries at the real address: rows 103 to 109', async ({ page, app, gitHost }) => {
  test.setTimeout(120_000);
  await app.signIn(page, app.stack.administrator);
  app.stack.remember(await installRuntime(page, gitHost, { name: 'listening', repository, withWebhook: true }));
  const hook = gitHost.control.hooks(repository).at(-1);
  const { secret = '', url = '' } = hook?.config ?? {};
  app.stack.remember(secret);
  const target = new URL(url).pathname;
  const sign = (body: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const send = (headers: Readonly<Record<string, string>> = {}, body = push, to = target) =>
    request(app.url, {
      method: 'POST',
      target: to,
      body,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': sign(body),
        ...headers,
      },
    });
  const events = card(page, 'Git events').getByRole('listitem');

  await test.step('row 103, 104: forged ones, and those for nobody, are told the same', async () => {
    const bare = (body: string) => body.replace(/"requestId":"[^"]*"/, '');
    const refused = await send({ 'x-hub-signature-256': 'sha256=00' });
    expect(refused.status).toBe(401);
    expect(refused.body).toContain('webhook_forged');
    const others = [
      await send({ 'x-hub-signature-256': sign(`${push} `) }),
      await send({}, push, `/api/webhooks/git/${randomUUID()}`),
      await send({}, push, '/api/webhooks/git/nobody'),
    ];
    for (const other of others) expect([other.status, bare(other.body)]).toEqual([401, bare(refused.body)]);
  });

  await test.step('row 105: a delivery that comes twice is one event', async () => {
    const delivery = { 'x-github-delivery': randomUUID() };
    expect((await send(delivery)).status).toBe(202);
    expect((await send(delivery)).status).toBe(200);
    await expect(events.filter({ hasText: 'Sent by hand' })).toHaveCount(1);
  });

  await test.step('row 107: unknown event 202, ping 200, not UTF-8 400, 26 MB 413, other methods 405', async () => {
    expect((await send({ 'x-github-event': 'star' }, '{}')).status).toBe(202);
    expect((await send({ 'x-github-event': 'ping' }, '{"zen":"Speak."}')).status).toBe(200);
    expect((await send({}, '{"ref":')).status).toBe(400);
    expect((await send({ 'content-length': '26000000' }, '')).status).toBe(413);
    expect((await request(app.url, { target })).status).toBe(405);
  });

  await test.step('row 109: a thousand at once are taken or put off, and the pages go on', async () => {
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => send({ 'x-github-event': 'ping' }, '{}')));
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toEqual(new Set([200, 429]));
    const putOff = answers.find(({ status }) => status === 429);
    expect(Number(putOff?.headers['retry-after'])).toBeGreaterThan(0);
    const started = Date.now();
    await page.goto('/settings');
    await expect(page.getByRole('heading', { name: 'Git personal access tokens' })).toBeVisible();
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});
