import { describe, expect, test } from 'vitest';
import type { Answering } from '#e2e/parts/scripted-host.ts';
import { testOnLoopback, testScriptedHost } from '#e2e/parts/test-hosts.ts';
import { github } from '#lib/git-providers/github.ts';
import type { Purpose } from '#lib/git-providers/provider.ts';
import { Secret } from '#lib/secret.ts';
import { readAcceptedPermissions } from './permissions.ts';
import { ssoUrl } from './sso.ts';

testOnLoopback();
const scripted = testScriptedHost();

const api = 'GET /rest/repos/acme/gitops-config';
const git = 'GET /acme/gitops-config.git/info/refs';
const repository = { private: true, archived: false, permissions: { push: true, admin: true } };
const advertisement: Answering = {
  headers: { 'content-type': 'application/x-git-receive-pack-advertisement' },
  body: '0000',
};
const writable = { outcome: 'checked', access: 'writable' };
const barred = (access: string, missing: readonly string[] = []) => ({
  outcome: 'checked',
  access,
  missing,
  remedyUrl: null,
});
const calls = () => scripted.seen.map(({ call }) => call);

type Row = readonly [what: string, answer: Answering, expected: object, asking?: Asking];

const named = (rows: readonly Row[]) =>
  rows.map(([what, answer, expected, asking]) => ({ what, answer, expected, asking: asking ?? {} }));

interface Asking {
  readonly kindId?: string;
  readonly scopes?: readonly string[] | null;
  readonly purpose?: Purpose;
  readonly repository?: string;
}

function access(more: Asking = {}) {
  const host = { origin: scripted.origin, apiBase: `${scripted.origin}/rest`, caBundle: null };
  const given = {
    kindId: 'classic',
    scopes: ['repo'],
    purpose: 'user',
    repository: 'acme/gitops-config',
    ...more,
  } as const;
  return github.repositoryAccess({ host, token: new Secret('ghp_canary'), ...given });
}

function answers(onApi: Answering, onGit: Answering = advertisement) {
  scripted.answers[api] = onApi;
  scripted.answers[git] = onGit;
}

test('a token that may write is proven by git itself, with the token as the password', async () => {
  answers({ body: repository });
  expect(await access()).toEqual(writable);
  expect(calls()).toEqual([api, git]);
  const basic = Buffer.from('x-access-token:ghp_canary').toString('base64');
  expect(scripted.seen[1]?.headers.authorization).toBe(`Basic ${basic}`);
});

describe('scopes come first', () => {
  test.each<[readonly string[], Purpose, readonly string[]]>([
    [[], 'user', ['repo']],
    [['read:user', 'gist'], 'user', ['repo']],
    [['admin:repo_hook'], 'runtime', ['repo']],
    [[], 'runtime', ['repo', 'admin:repo_hook']],
    [['public_repo'], 'runtime', ['admin:repo_hook']],
    [['repo'], 'runtime', ['admin:repo_hook']],
    [['repo', 'write:repo_hook'], 'runtime', ['admin:repo_hook']],
  ])('%j cannot do for a %s: nothing is asked', async (scopes, purpose, missing) => {
    expect(await access({ scopes, purpose })).toEqual(barred('missing_scope', missing));
    expect(scripted.connections()).toBe(0);
  });

  test('public_repo does for a public repository, and is named as too little for a private one', async () => {
    answers({ body: { ...repository, private: false } });
    expect(await access({ scopes: ['public_repo'] })).toEqual(writable);
    answers({ body: repository });
    expect(await access({ scopes: ['public_repo'] })).toEqual(barred('missing_scope', ['repo']));
    answers({ status: 404, body: { message: 'Not Found' } });
    expect(await access({ scopes: ['public_repo'] })).toEqual(barred('missing_scope', ['repo']));
  });

  test('repo and admin:repo_hook do for a runtime, public_repo for repo in public', async () => {
    answers({ body: repository });
    expect(await access({ scopes: ['repo', 'admin:repo_hook'], purpose: 'runtime' })).toEqual(writable);
    expect(await access({ scopes: ['public_repo', 'admin:repo_hook'], purpose: 'runtime' })).toEqual(
      barred('missing_scope', ['repo']),
    );
    answers({ body: { ...repository, private: false } });
    expect(await access({ scopes: ['public_repo', 'admin:repo_hook'], purpose: 'runtime' })).toEqual(writable);
  });

  test('a runtime’s account must administer the repository, a user’s need not', async () => {
    answers({ body: { ...repository, permissions: { push: true, admin: false } } });
    const scopes = ['repo', 'admin:repo_hook'];
    expect(await access({ scopes, purpose: 'runtime' })).toEqual(
      barred('missing_scope', ['Admin role on the repository']),
    );
    expect(await access({ scopes, purpose: 'user' })).toEqual(writable);
    answers({ body: { ...repository, permissions: { push: false, admin: false } } });
    expect(await access({ scopes, purpose: 'runtime' })).toEqual(barred('read_only'));
  });
});

describe('what the API tells', () => {
  const sso = 'required; url=https://127.0.0.1/orgs/acme/sso?authorization_request=abc';
  const forbidden = { message: 'Resource not accessible by personal access token' };
  const permissions = { 'x-accepted-github-permissions': 'metadata=read' };
  const rows: readonly Row[] = [
    ['404', { status: 404, body: {} }, barred('no_access')],
    ['404 in HTML', { status: 404, body: '<html>' }, { outcome: 'unreachable', reason: 'not_found' }],
    ['an archived repository', { body: { ...repository, archived: true } }, barred('archived')],
    ['a role that only reads', { body: { ...repository, permissions: { push: false } } }, barred('read_only')],
    ['no word on the role', { body: { private: true } }, writable],
    ['401', { status: 401, body: { message: 'Bad credentials' } }, { outcome: 'rejected' }],
    [
      'single sign-on',
      { status: 403, headers: { 'x-github-sso': sso }, body: {} },
      { access: 'sso_required', missing: [], remedyUrl: 'https://127.0.0.1/orgs/acme/sso?authorization_request=abc' },
    ],
    [
      'single sign-on elsewhere',
      { status: 403, headers: { 'x-github-sso': 'required; url=https://evil.example.com/' }, body: {} },
      barred('sso_required'),
    ],
    [
      'a policy',
      { status: 403, body: { message: '`acme` forbids access via a personal access token (classic).' } },
      barred('policy'),
    ],
    [
      'a fine-grained token without permission',
      { status: 403, headers: permissions, body: forbidden },
      barred('missing_scope', ['Metadata: read']),
      { kindId: 'fine-grained', scopes: null },
    ],
    [
      'a fine-grained token refused without a word',
      { status: 403, body: forbidden },
      barred('policy'),
      { kindId: 'fine-grained', scopes: null },
    ],
    [
      'a rate limit',
      { status: 403, headers: { 'x-ratelimit-remaining': '0' }, body: {} },
      { outcome: 'unreachable', reason: 'rate_limited' },
    ],
    ['403 of something in front', { status: 403, body: '<html>' }, { outcome: 'unreachable', reason: 'forbidden' }],
    ['451', { status: 451, body: {} }, { outcome: 'unreachable', reason: 'forbidden' }],
    [
      'a renamed repository',
      { status: 301, headers: { location: '/repositories/1' } },
      { outcome: 'unreachable', reason: 'redirect' },
    ],
    ['an outage', { status: 502, body: '<html>' }, { outcome: 'unreachable', reason: 'server_error' }],
    ['HTML', { body: '<html>' }, { outcome: 'unreachable', reason: 'invalid_response' }],
  ];
  test.each(named(rows))('$what', async ({ answer, expected, asking }) => {
    answers(answer);
    expect(await access(asking)).toMatchObject(expected);
  });
});

describe('what git tells', () => {
  const rows: readonly Row[] = [
    [
      '403 to a fine-grained token',
      { status: 403 },
      barred('missing_scope', ['Contents: write']),
      { kindId: 'fine-grained', scopes: null },
    ],
    ['403 to a classic token with its scope', { status: 403 }, barred('policy')],
    [
      '403 to a classic token whose scopes are unknown',
      { status: 403 },
      barred('missing_scope', ['repo']),
      { scopes: null },
    ],
    [
      '403 with Retry-After',
      { status: 403, headers: { 'retry-after': '9' } },
      { outcome: 'unreachable', reason: 'rate_limited' },
    ],
    ['404', { status: 404 }, barred('no_access')],
    ['401, which the API has just belied', { status: 401 }, { outcome: 'unreachable', reason: 'forbidden' }],
    ['200 of something that is no git', { body: '<html>' }, { outcome: 'unreachable', reason: 'invalid_response' }],
    ['500', { status: 500 }, { outcome: 'unreachable', reason: 'server_error' }],
    ['a redirect', { status: 302, headers: { location: '/login' } }, { outcome: 'unreachable', reason: 'redirect' }],
    ['a cut connection', (response) => response.destroy(), { outcome: 'unreachable', reason: 'refused' }],
  ];
  test.each(named(rows))('$what', async ({ answer, expected, asking }) => {
    answers({ body: repository }, answer);
    expect(await access(asking)).toMatchObject(expected);
  });

  test('a repository of a hundred thousand branches is no larger than any other', async () => {
    const branches = 'x'.repeat(5_000_000);
    answers(
      { body: repository },
      { headers: { 'content-type': 'application/x-git-receive-pack-advertisement' }, body: branches },
    );
    expect(await access()).toEqual(writable);
  });
});

test('a fine-grained token for a user is asked about nothing but the repository and git', async () => {
  answers({ body: repository });
  expect(await access({ kindId: 'fine-grained', scopes: null })).toEqual(writable);
  expect(calls()).toEqual([api, git]);
});

test.each(['', 'acme', 'acme/', '/x', 'a/b/c', 'a/..', '../b', 'a b/c', 'a/b?x=1', 'a/%2e%2e', 'a/b\n'])(
  'a repository called %j is nowhere, and nobody is asked',
  async (repository) => {
    expect(await access({ repository })).toEqual(barred('no_access'));
    expect(scripted.connections()).toBe(0);
  },
);

test.each([
  ['contents=write', ['Contents: write']],
  ['contents=write,workflows=write', ['Contents: write', 'Workflows: write']],
  ['contents=write; contents=write,workflows=write', ['Contents: write']],
  ['repository_hooks=read, pull_requests=write', ['Webhooks: read', 'Pull requests: write']],
  ['allows_permissionless_access=true', []],
  ['<script>=write,contents=<b>', []],
  ['', []],
])('the header %j asks for %j', (header, names) => {
  expect(readAcceptedPermissions(header)).toEqual(names);
});

describe('the address of single sign-on', () => {
  const hub = { origin: 'https://github.com', apiBase: 'https://api.github.com', caBundle: null };
  test('is the one GitHub gives', () => {
    const url = 'https://github.com/orgs/initech/sso?authorization_request=AB-c_d';
    expect(ssoUrl(`required; url=${url}`, hub)).toBe(url);
    const local = { ...hub, origin: 'http://localhost:4000' };
    expect(ssoUrl('required; url=http://localhost:4000/orgs/initech/sso', local)).toBe(
      'http://localhost:4000/orgs/initech/sso',
    );
  });

  test.each([
    'required',
    'required; url=',
    'required; url=https://github.com.evil.com/x',
    'required; url=https://evil.com/github.com',
    'required; url=http://github.com/x',
    'required; url=https://user@github.com/x',
    'required; url=javascript:alert(1)//github.com',
    'required; url=//github.com/x',
    'required; url=https://github.com/x https://evil.com',
    `required; url=https://github.com/${'x'.repeat(3000)}`,
    'partial-results; organizations=1,2',
  ])('is not taken from %j', (header) => {
    expect(ssoUrl(header, hub)).toBe(null);
  });
});
