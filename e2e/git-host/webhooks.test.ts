import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { verify } from '@octokit/webhooks-methods';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ScriptedHost, startScriptedHost } from '#e2e/parts/scripted-host.ts';
import { testGitHost } from '#e2e/parts/test-hosts.ts';
import { GIT_ENV } from './git-repositories.ts';
import { OfficialDescription } from './official.ts';
import { startGitHost } from './start.ts';
import { Visitor } from './visitor.ts';

const host = testGitHost();
const fullName = 'acme/gitops-config';
const secret = 'a webhook’s secret';
const run = promisify(execFile);

let receiver: ScriptedHost;
let token = '';
beforeEach(async () => {
  receiver = await startScriptedHost({ 'POST /events': { status: 202, body: 'thank you' } });
  token = host.control.createToken({ login: 'gitops-robot', kind: 'classic', scopes: ['repo', 'admin:repo_hook'] });
});
afterEach(async () => {
  await host.control.delivered();
  for (const { id } of host.control.hooks(fullName)) host.control.deleteHook(fullName, id);
  await receiver.stop();
});

async function ask(method: string, path: string, body?: object, base = '/rest') {
  const url = `${host.origin}${base}/repos/${fullName}/hooks${path}`;
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(url, { method, headers: { authorization: `Bearer ${token}` }, ...init });
  const text = await answer.text();
  const json: unknown = text === '' ? null : JSON.parse(text);
  return { status: answer.status, json };
}

async function makeHook({ url = `${receiver.origin}/events`, base = '/rest' } = {}): Promise<number> {
  const config = { url, content_type: 'json', secret, insecure_ssl: '0' };
  const made = await ask('POST', '', { name: 'web', active: true, events: ['push'], config }, base);
  expect(made.status).toBe(201);
  await host.control.delivered();
  return (made.json as { id: number }).id;
}

async function push(...commands: readonly (readonly string[])[]): Promise<void> {
  const dir = await mkdtemp(join(host.folder, 'clone-'));
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.invalid'];
  const git = (...args: string[]) => run('git', [...who, ...args], { cwd: dir, env: GIT_ENV });
  const url = new URL(`${host.origin}/${fullName}.git`);
  Object.assign(url, {
    username: 'x',
    password: host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] }),
  });
  await git('clone', '--quiet', url.href, '.');
  for (const command of commands) await git(...command);
  await host.control.delivered();
}

const commit = (message: string) => ['commit', '--quiet', '--allow-empty', '-m', message];

describe.each([
  { shape: 'github', base: '/rest' },
  { shape: 'enterprise', base: '/api/v3' },
] as const)('deliveries are as GitHub’s: $shape', ({ shape, base }) => {
  const official = new OfficialDescription(shape);

  test('a webhook just made is told so, with a signature over the bytes', async () => {
    const id = await makeHook({ base });
    const [seen] = receiver.seen;
    expect(official.eventProblems('ping', JSON.parse(seen?.body ?? ''))).toEqual([]);
    expect(seen?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^GitHub-Hookshot\//),
      'x-github-event': 'ping',
      'x-github-hook-id': String(id),
      'x-github-delivery': expect.stringMatching(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/),
    });
    expect(seen?.headers['x-github-enterprise-version'] !== undefined).toBe(shape === 'enterprise');
    expect(await verify(secret, seen?.body ?? '', String(seen?.headers['x-hub-signature-256']))).toBe(true);
    expect(seen?.body).not.toContain(secret);
  });

  test('a real push is told with its commits, a new branch and a deleted one too', async () => {
    await makeHook({ base });
    await push(commit('Deploy the shop\n\nAll of it.'), commit('And more'), ['push', '--quiet', 'origin', 'HEAD:main']);
    await push(['push', '--quiet', 'origin', 'HEAD:refs/heads/next'], ['push', '--quiet', 'origin', ':next']);
    const bodies = receiver.seen.slice(1).map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    for (const body of bodies) expect(official.eventProblems('push', body)).toEqual([]);
    const [pushed, created, deleted] = bodies;
    expect(pushed).toMatchObject({
      ref: 'refs/heads/main',
      forced: false,
      sender: { login: 'octo-ada', id: 1001 },
      repository: { full_name: fullName },
      commits: [{ message: 'Deploy the shop\n\nAll of it.' }, { message: 'And more' }],
      head_commit: { id: pushed?.['after'], author: { email: 'ada@example.invalid' } },
    });
    expect(created).toMatchObject({ ref: 'refs/heads/next', created: true, before: '0'.repeat(40), commits: [] });
    expect(deleted).toMatchObject({ deleted: true, after: '0'.repeat(40), head_commit: null });
  });

  test('the API updates, pings, lists deliveries and sends them again', async () => {
    const id = await makeHook({ base });
    const described = async (method: string, rest: string, template: string, body?: object) => {
      const answer = await ask(method, `/${id}${rest}`, body, base);
      const path = `/repos/{owner}/{repo}/hooks/{hook_id}${template}`;
      expect(official.problems(method, path, answer.status, answer.json)).toEqual([]);
      return answer;
    };
    const config = { url: `${receiver.origin}/events`, content_type: 'json', secret: 'another' };
    expect(await described('PATCH', '', '', { config, events: ['push'], active: true })).toMatchObject({ status: 200 });
    expect(await described('PATCH', '', '', { config: { url: 'no address' } })).toMatchObject({ status: 422 });
    expect((await described('POST', '/pings', '/pings')).status).toBe(204);
    await host.control.delivered();
    expect(
      await verify('another', receiver.seen[1]?.body ?? '', String(receiver.seen[1]?.headers['x-hub-signature-256'])),
    ).toBe(true);
    const listed = await described('GET', '/deliveries', '/deliveries');
    expect(listed.json).toMatchObject([{ event: 'ping', status: 'OK', status_code: 202 }, { event: 'ping' }]);
    const delivery = (listed.json as { id: number; guid: string }[])[0];
    const one = `/deliveries/${delivery?.id}`;
    expect(await described('GET', one, '/deliveries/{delivery_id}')).toMatchObject({
      json: { response: { payload: 'thank you' } },
    });
    expect((await described('POST', `${one}/attempts`, '/deliveries/{delivery_id}/attempts')).status).toBe(202);
    await host.control.delivered();
    expect(receiver.seen[2]?.headers['x-github-delivery']).toBe(delivery?.guid);
    expect(receiver.seen[2]?.body).toBe(receiver.seen[1]?.body);
  });
});

describe('the log of deliveries', () => {
  test('has what an address that fails, cuts the connection or is not there answered', async () => {
    receiver.answers['POST /events'] = { status: 500, body: 'broken' };
    const id = await makeHook();
    expect(host.control.deliveries(fullName)[0]).toMatchObject({
      statusCode: 500,
      status: 'Invalid HTTP Response: 500',
    });
    receiver.answers['POST /events'] = (response) => response.destroy();
    const [last] = host.control.deliveries(fullName);
    expect(host.control.redeliver(last?.id ?? 0)).toBe(true);
    await host.control.delivered();
    const failed = { statusCode: 0, status: 'Failed to connect to host', redelivery: true, guid: last?.guid };
    expect(host.control.deliveries(fullName)[0]).toMatchObject(failed);
    expect(host.control.hooks(fullName)[0]?.lastResponse).toEqual({
      code: null,
      status: 'Failed to connect to host',
      message: null,
    });
    host.control.deleteHook(fullName, id);
    expect(host.control.redeliver(last?.id ?? 0)).toBe(false);
  });

  test('says that nothing is sent to other machines', async () => {
    await makeHook({ url: 'https://example.com/events' });
    expect(host.control.deliveries(fullName)[0]).toMatchObject({
      statusCode: 0,
      status: expect.stringContaining('Not sent'),
    });
  });

  test('a push goes through although nobody listens', async () => {
    await makeHook({ url: 'http://127.0.0.1:1/events' });
    await push(commit('Unheard'), ['push', '--quiet', 'origin', 'HEAD:main']);
    expect(host.control.pushes(fullName).at(-1)).toMatchObject({ login: 'octo-ada' });
    expect(host.control.deliveries(fullName)[0]).toMatchObject({ event: 'push', status: 'Failed to connect to host' });
  });

  test('a host that stops breaks off what is under way', async () => {
    const asked = Promise.withResolvers<void>();
    receiver.answers['POST /events'] = () => asked.resolve();
    const other = await startGitHost({ port: 0, dataDir: await mkdtemp(join(host.folder, 'other-')) });
    const robot = other.control.createToken({ login: 'gitops-robot', kind: 'classic', scopes: ['repo'] });
    await fetch(`${other.origin}/rest/repos/${fullName}/hooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${robot}` },
      body: JSON.stringify({ config: { url: `${receiver.origin}/events` } }),
    });
    await asked.promise;
    await other.stop();
    expect(other.control.deliveries(fullName)).toMatchObject([{ statusCode: 0 }]);
  });
});

test('an address that GitHub would call unreachable is refused while the host is told to', async () => {
  host.control.setBehaviour({ hooksUnreachable: true });
  const refused = await ask('POST', '', { config: { url: `${receiver.origin}/events` } });
  expect(refused).toMatchObject({ status: 422, json: { errors: [{ message: expect.stringContaining('reachable') }] } });
  expect(host.control.hooks(fullName)).toEqual([]);
});

describe('the page of webhooks', () => {
  test('an administrator sees deliveries, sends one again and deletes the webhook', async () => {
    const id = await makeHook();
    const visitor = new Visitor(host.origin);
    await visitor.signIn('octo-ada');
    const page = await visitor.open(`/${fullName}/settings/hooks`);
    expect(page.html).toContain(`${receiver.origin}/events`);
    expect(page.html).not.toContain(secret);
    const delivery = host.control.deliveries(fullName)[0]?.id ?? 0;
    const again = await visitor.send(page, `/${fullName}/settings/hooks/deliveries/${delivery}/redeliver`, []);
    expect(again.html).toContain('Redelivery');
    expect(receiver.seen).toHaveLength(2);
    const emptied = await visitor.send(page, `/${fullName}/settings/hooks/${id}/delete`, []);
    expect(emptied.html).toContain('None yet');
    expect(host.control.hooks(fullName)).toEqual([]);
  });

  test('who only writes does not learn of it, and without the form’s key nothing is deleted', async () => {
    const id = await makeHook();
    const bob = new Visitor(host.origin);
    await bob.signIn('octo-bob');
    expect((await bob.open(`/${fullName}/settings/hooks`)).status).toBe(404);
    expect((await bob.open(`/${fullName}`)).html).not.toContain('settings/hooks');
    const ada = new Visitor(host.origin);
    await ada.signIn('octo-ada');
    expect((await ada.open(`/${fullName}`)).html).toContain('settings/hooks');
    expect((await ada.open(`/${fullName}/settings/hooks/${id}/delete`, new URLSearchParams())).status).toBe(422);
    expect(host.control.hooks(fullName)).toHaveLength(1);
  });
});
