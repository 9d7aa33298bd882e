import { expect, test } from 'vitest';
import { github, githubEnterprise } from '#lib/git-providers/github.ts';

const hub = { origin: 'https://github.com', apiBase: 'https://api.github.com', caBundle: null };
const ghes = {
  origin: 'https://git.corp.example:8443',
  apiBase: 'https://git.corp.example:8443/api/v3',
  caBundle: null,
};

test('the consent page gets state, PKCE and the scopes of the purpose', () => {
  const input = {
    host: hub,
    clientId: 'a b&c',
    redirectUri: 'https://x.example/cb?y=1',
    state: 's',
    codeChallenge: 'ch',
  };
  const url = new URL(github.authorizeUrl({ ...input, purpose: 'user' }));
  expect(url.origin + url.pathname).toBe('https://github.com/login/oauth/authorize');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    response_type: 'code',
    client_id: 'a b&c',
    redirect_uri: 'https://x.example/cb?y=1',
    scope: 'repo',
    state: 's',
    code_challenge: 'ch',
    code_challenge_method: 'S256',
  });
  const runtime = new URL(github.authorizeUrl({ ...input, purpose: 'runtime' }));
  expect(runtime.searchParams.get('scope')).toBe('repo admin:repo_hook');
});

test('the page for a classic token comes with name and scopes', () => {
  expect(github.tokenPageUrl(hub, 'user', 'classic', 'Git Tokens')).toBe(
    'https://github.com/settings/tokens/new?scopes=repo&description=Git+Tokens',
  );
  expect(githubEnterprise.tokenPageUrl(ghes, 'runtime', 'classic', 'x')).toBe(
    'https://git.corp.example:8443/settings/tokens/new?scopes=repo%2Cadmin%3Arepo_hook&description=x',
  );
});

test('the page for a fine-grained token comes with a name within GitHub’s limit and the permissions', () => {
  const url = new URL(github.tokenPageUrl(hub, 'user', 'fine-grained', `Git Tokens ${'🔑'.repeat(50)}`));
  expect(url.pathname).toBe('/settings/personal-access-tokens/new');
  expect(url.searchParams.get('contents')).toBe('write');
  expect(url.searchParams.has('repository_hooks')).toBe(false);
  expect(Array.from(url.searchParams.get('name') ?? '')).toHaveLength(40);
  const runtime = new URL(github.tokenPageUrl(hub, 'runtime', 'fine-grained', 'x')).searchParams;
  const wanted = ['contents', 'repository_hooks', 'pull_requests', 'statuses', 'administration'];
  expect(wanted.map((key) => runtime.get(key))).toEqual(wanted.map(() => 'write'));
});

test('the page where a token is managed depends on its kind', () => {
  expect(github.manageUrl(hub, 'classic', null)).toBe('https://github.com/settings/tokens');
  expect(github.manageUrl(hub, 'fine-grained', null)).toBe('https://github.com/settings/personal-access-tokens');
  expect(github.manageUrl(hub, 'oauth', { clientId: 'Iv1/x' })).toBe(
    'https://github.com/settings/connections/applications/Iv1%2Fx',
  );
  expect(github.manageUrl(hub, 'oauth', null)).toBe('https://github.com/settings/applications');
});

test.each([
  ['https://github.com', 'https://api.github.com'],
  ['https://acme.ghe.com', 'https://api.acme.ghe.com'],
  ['https://git.corp.example', 'https://git.corp.example/api/v3'],
])('the API of %s is at %s', (origin, apiBase) => {
  expect(github.apiBaseFor(origin)).toBe(apiBase);
});

test('the API of Enterprise Server is below its origin', () => {
  expect(githubEnterprise.apiBaseFor(ghes.origin)).toBe(ghes.apiBase);
});

test('a clone address is made of owner and name alone', () => {
  expect(github.cloneUrl(ghes, 'acme/gitops-config')).toBe('https://git.corp.example:8443/acme/gitops-config.git');
  for (const repository of ['acme', '//evil.example/x', 'a/b/c', 'a/b?x', 'https://evil.example/x']) {
    expect(() => github.cloneUrl(hub, repository)).toThrow(TypeError);
  }
});

test('what a token needs is told in plain words, by purpose and kind', () => {
  expect(github.neededScopes('user', 'classic')).toEqual([{ name: 'repo', hint: 'commit to your repositories' }]);
  expect(github.neededScopes('runtime', 'oauth').map(({ name }) => name)).toEqual(['repo', 'admin:repo_hook']);
  expect(github.neededScopes('user', 'fine-grained').map(({ name }) => name)).toEqual([
    'Contents: write',
    'Metadata: read',
  ]);
  expect(github.neededScopes('runtime', 'fine-grained')).toHaveLength(6);
});
