import { expect, test } from 'vitest';
import type { Answering } from '#e2e/parts/scripted-host.ts';
import { testOnLoopback, testScriptedHost } from '#e2e/parts/test-hosts.ts';
import { github } from '#lib/git-providers/github.ts';
import { Secret } from '#lib/secret.ts';

testOnLoopback();
const scripted = testScriptedHost();

const repository = '/rest/repos/acme/gitops-config';
const api = `GET ${repository}`;
const git = 'GET /acme/gitops-config.git/info/refs';
const writable = { outcome: 'checked', access: 'writable' };
const calls = () => scripted.seen.map(({ call }) => call);
const nothing = '0'.repeat(40);
const probes = ['hooks', 'pulls', `statuses/${nothing}`, 'keys'].map((path) => `POST ${repository}/${path}`);
const all = 'repository_hooks=write; pull_requests=write; statuses=write; administration=write';

function probed(answer: Answering) {
  scripted.answers[api] = { body: { private: true, archived: false, permissions: { push: true, admin: true } } };
  scripted.answers[git] = {
    headers: { 'content-type': 'application/x-git-receive-pack-advertisement' },
    body: '0000',
  };
  for (const probe of probes) scripted.answers[probe] = answer;
  const host = { origin: scripted.origin, apiBase: `${scripted.origin}/rest`, caBundle: null };
  return github.repositoryAccess({
    host,
    token: new Secret('github_pat_canary'),
    kindId: 'fine-grained',
    scopes: null,
    repository: 'acme/gitops-config',
    purpose: 'runtime',
  });
}

test('each permission is tried by a request that nothing can come of', async () => {
  expect(await probed({ status: 422, body: { message: 'Validation Failed' } })).toEqual(writable);
  expect(calls()).toEqual([api, git, ...probes]);
  expect(scripted.seen.slice(2).map(({ body }) => body)).toEqual(['{}', '{}', '{}', '{}']);
});

test.each<[string, Answering]>([
  ['by the permission', { status: 403, headers: { 'x-accepted-github-permissions': all }, body: {} }],
  ['in words', { status: 403, body: { message: 'Resource not accessible by personal access token' } }],
])('what is missing is named as GitHub names it, where it says so %s', async (_how, answer) => {
  expect(await probed(answer)).toEqual({
    outcome: 'checked',
    access: 'missing_scope',
    missing: ['Webhooks: write', 'Pull requests: write', 'Commit statuses: write', 'Administration: write'],
    remedyUrl: null,
  });
});

test.each<[string, Answering]>([
  ['201', { status: 201, body: {} }],
  ['400', { status: 400, body: {} }],
  ['404', { status: 404, body: {} }],
  ['409 of an empty repository', { status: 409, body: {} }],
  ['403 of another reason', { status: 403, body: { message: 'Repository access blocked' } }],
  ['403 of something in front', { status: 403, body: '<html>' }],
])('%s is no word against the token', async (_what, answer) => {
  expect(await probed(answer)).toEqual(writable);
});

test.each<[string, Answering, object]>([
  ['a rate limit', { status: 403, headers: { 'retry-after': '60' }, body: {} }, { reason: 'rate_limited' }],
  ['an outage', { status: 502, body: '<html>' }, { outcome: 'unreachable', reason: 'server_error' }],
  ['a token revoked meanwhile', { status: 401, body: {} }, { outcome: 'rejected' }],
])('%s ends the trying', async (_what, answer, expected) => {
  expect(await probed(answer)).toMatchObject(expected);
  expect(calls()).toHaveLength(3);
});
