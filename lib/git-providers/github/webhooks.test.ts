import { describe, expect, test } from 'vitest';
import type { Answering } from '#e2e/parts/scripted-host.ts';
import { testOnLoopback, testScriptedHost } from '#e2e/parts/test-hosts.ts';
import { github } from '#lib/git-providers/github.ts';
import { Secret } from '#lib/secret.ts';

testOnLoopback();
const scripted = testScriptedHost();

const repository = '/rest/repos/acme/gitops-config';
const hooks = `${repository}/hooks`;
const url = 'https://tokens.example.com/api/webhooks/git/7';
const ours = { id: 41, config: { url }, events: ['push'] };
const calls = () => scripted.seen.map(({ call }) => call);
const visible = (more: object = {}, headers: Record<string, string> = {}): Answering => ({
  headers: { 'x-oauth-scopes': 'repo, admin:repo_hook', ...headers },
  body: { private: true, permissions: { admin: true }, ...more },
});
const notFound: Answering = { status: 404, body: { message: 'Not Found' } };
const invalid = (message: string): Answering => ({
  status: 422,
  body: { message: 'Validation Failed', errors: [{ resource: 'Hook', code: 'custom', message }] },
});

const call = (kindId: string) => ({
  host: { origin: scripted.origin, apiBase: `${scripted.origin}/rest`, caBundle: null },
  token: new Secret('ghp_canary'),
  kindId,
  repository: 'acme/gitops-config',
});
const create = (kindId = 'classic') =>
  github.createWebhook({ ...call(kindId), url, secret: new Secret('webhook-canary') });
const find = (webhookId = '41') => github.findWebhook({ ...call('classic'), webhookId });
const remove = (webhookId = '41') => github.deleteWebhook({ ...call('classic'), webhookId });

function answers(given: Record<string, Answering>) {
  Object.assign(scripted.answers, given);
}

/** Answers one after another; the last one for ever. */
function inTurn(first: Answering, ...rest: Answering[]): Answering {
  const left = [first, ...rest];
  return (response) => {
    const answer = (left.length > 1 ? left.shift() : left[0]) ?? first;
    if (typeof answer === 'function') return answer(response);
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end(JSON.stringify(answer.body));
  };
}

describe('making one', () => {
  test('sends what GitHub documents, with the events a runtime needs', async () => {
    answers({ [`GET ${hooks}`]: { body: [] }, [`POST ${hooks}`]: { status: 201, body: ours } });
    expect(await create()).toEqual({ outcome: 'created', webhookId: '41' });
    expect(JSON.parse(scripted.seen[1]?.body ?? '')).toEqual({
      name: 'web',
      active: true,
      events: ['push'],
      config: { url, content_type: 'json', secret: 'webhook-canary', insecure_ssl: '0' },
    });
  });

  test('adopts ours among others, and asks no more than that', async () => {
    const others = [{ id: 1, config: { url: `${url}0` } }, { id: 2 }, null, 'hook', { id: 3, config: { url: 7 } }];
    answers({ [`GET ${hooks}`]: { body: [...others, ours] }, [`PATCH ${hooks}/41`]: { body: ours } });
    expect(await create()).toEqual({ outcome: 'adopted', webhookId: '41' });
    expect(calls()).toEqual([`GET ${hooks}`, `PATCH ${hooks}/41`]);
  });

  test('finds ours on the second page', async () => {
    const page = Array.from({ length: 100 }, (_, index) => ({ id: index + 1, config: { url: `${url}${index}` } }));
    answers({ [`GET ${hooks}`]: inTurn({ body: page }, { body: [ours] }), [`PATCH ${hooks}/41`]: { body: ours } });
    expect(await create()).toEqual({ outcome: 'adopted', webhookId: '41' });
  });

  test('adopts one that somebody made meanwhile', async () => {
    answers({
      [`GET ${hooks}`]: inTurn({ body: [] }, { body: [ours] }),
      [`POST ${hooks}`]: invalid('Hook already exists on this repository'),
      [`PATCH ${hooks}/41`]: { body: ours },
    });
    expect(await create()).toEqual({ outcome: 'adopted', webhookId: '41' });
  });

  test('makes one where ours was deleted meanwhile', async () => {
    answers({
      [`GET ${hooks}`]: inTurn({ body: [ours] }, { body: [] }),
      [`PATCH ${hooks}/41`]: notFound,
      [`POST ${hooks}`]: { status: 201, body: { ...ours, id: 42 } },
    });
    expect(await create()).toEqual({ outcome: 'created', webhookId: '42' });
  });

  test('gives up on one that is said to be there and is not to be seen', async () => {
    answers({ [`GET ${hooks}`]: { body: [] }, [`POST ${hooks}`]: invalid('Hook already exists on this repository') });
    expect(await create()).toEqual({ outcome: 'refused', reason: 'other' });
    expect(calls()).toHaveLength(4);
  });

  test.each([
    ["url is not supported because it isn't reachable over the public Internet (localhost)", 'address'],
    ['The "push" event cannot have more than 20 hooks', 'limit'],
    ['Config must contain URL for webhooks', 'other'],
    ['', 'other'],
  ])('is refused: %j', async (message, reason) => {
    answers({ [`GET ${hooks}`]: { body: [] }, [`POST ${hooks}`]: invalid(message) });
    expect(await create()).toEqual({ outcome: 'refused', reason });
  });

  test.each<[string, Answering]>([
    ['no id', { status: 201, body: {} }],
    ['an id that is none', { status: 201, body: { id: '41' } }],
    ['HTML', { status: 200, body: '<html>' }],
  ])('is not believed without an id: %s', async (_what, answer) => {
    answers({ [`GET ${hooks}`]: { body: [] }, [`POST ${hooks}`]: answer });
    expect(await create()).toMatchObject({ outcome: 'unreachable', reason: 'invalid_response' });
  });

  test.each<[string, Answering, object]>([
    ['401', { status: 401, body: { message: 'Bad credentials' } }, { outcome: 'rejected' }],
    ['401 of something in front', { status: 401, body: '<html>' }, { outcome: 'unreachable' }],
    ['a rate limit', { status: 403, headers: { 'retry-after': '9' }, body: {} }, { reason: 'rate_limited' }],
    ['429', { status: 429, body: {} }, { reason: 'rate_limited' }],
    ['503', { status: 503, body: '<html>' }, { reason: 'server_error' }],
    ['a page', { body: '<html>' }, { reason: 'invalid_response' }],
    ['a moved repository', { status: 301, headers: { location: '/x' }, body: {} }, { reason: 'redirect' }],
    ['a cut connection', (response) => response.destroy(), { reason: 'refused' }],
    [
      'an archive',
      { status: 403, body: { message: 'Repository was archived so is read-only.' } },
      { access: 'archived' },
    ],
    ['a policy', { status: 403, body: { message: 'organization has enabled restrictions' } }, { access: 'policy' }],
    [
      'single sign-on',
      { status: 403, headers: { 'x-github-sso': 'required; url=https://127.0.0.1/orgs/acme/sso' }, body: {} },
      { access: 'sso_required', remedyUrl: 'https://127.0.0.1/orgs/acme/sso' },
    ],
    [
      'a scope that is not there',
      { status: 403, headers: { 'x-oauth-scopes': 'repo' }, body: {} },
      { access: 'missing_scope', missing: ['admin:repo_hook'] },
    ],
  ])('meets %s', async (_what, answer, expected) => {
    answers({ [`GET ${hooks}`]: answer });
    expect(await create()).toMatchObject(expected);
    expect([...new Set(calls())]).toEqual([`GET ${hooks}`]);
  });

  test.each<[string, Record<string, string>, object]>([
    [
      'the permission',
      { 'x-accepted-github-permissions': 'repository_hooks=write' },
      { access: 'missing_scope', missing: ['Webhooks: write'] },
    ],
    ['nothing but a no', {}, { access: 'policy', missing: [] }],
  ])('with a fine-grained token meets a 403 that names %s', async (_what, headers, expected) => {
    answers({ [`GET ${hooks}`]: { body: [] }, [`POST ${hooks}`]: { status: 403, headers, body: {} } });
    expect(await create('fine-grained')).toMatchObject(expected);
  });
});

describe('webhooks that GitHub hides', () => {
  test.each<[string, Answering, object]>([
    ['the repository too', notFound, { access: 'no_access' }],
    ['the role', visible({ permissions: { admin: false } }), { missing: ['Admin role on the repository'] }],
    ['a scope', visible({}, { 'x-oauth-scopes': 'public_repo' }), { missing: ['repo', 'admin:repo_hook'] }],
    [
      'scope and role',
      visible({ permissions: { push: true } }, { 'x-oauth-scopes': 'repo' }),
      { missing: ['admin:repo_hook', 'Admin role on the repository'] },
    ],
    ['nothing to be named', visible(), { outcome: 'unreachable', reason: 'not_found' }],
    ['an outage', { status: 500, body: {} }, { outcome: 'unreachable', reason: 'server_error' }],
    ['a token revoked meanwhile', { status: 401, body: {} }, { outcome: 'rejected' }],
  ])('by reason of %s', async (_what, answer, expected) => {
    answers({ [`GET ${hooks}`]: notFound, [`GET ${repository}`]: answer });
    expect(await create()).toMatchObject(expected);
    answers({ [`GET ${hooks}/41`]: notFound, [`DELETE ${hooks}/41`]: notFound });
    expect(await find()).toMatchObject(expected);
    expect(await remove()).toMatchObject(expected);
  });
});

describe('finding and deleting one', () => {
  test('there and not there', async () => {
    answers({ [`GET ${hooks}/41`]: { body: ours }, [`DELETE ${hooks}/41`]: { status: 204 } });
    expect([await find(), await remove()]).toEqual([{ outcome: 'present' }, { outcome: 'deleted' }]);
    answers({ [`GET ${hooks}/41`]: notFound, [`DELETE ${hooks}/41`]: notFound, [`GET ${hooks}`]: { body: [] } });
    expect([await find(), await remove()]).toEqual([{ outcome: 'gone' }, { outcome: 'deleted' }]);
  });

  test.each<[string, Answering]>([
    ['a 404 of something in front', { status: 404, body: '<html>' }],
    ['an outage', { status: 502, body: '<html>' }],
    ['a 410', { status: 410, body: {} }],
  ])('%s says nothing', async (_what, answer) => {
    answers({ [`GET ${hooks}/41`]: answer, [`DELETE ${hooks}/41`]: answer });
    expect(await find()).toMatchObject({ outcome: 'unreachable' });
    expect(await remove()).toMatchObject({ outcome: 'unreachable' });
  });

  test.each(['', '../../../user', '41?x=1', 'x', '-1'])('the id %j is nobody’s, and nobody is asked', async (id) => {
    expect([await find(id), await remove(id)]).toEqual([{ outcome: 'gone' }, { outcome: 'deleted' }]);
    expect(scripted.connections()).toBe(0);
  });
});
