import { execFile } from 'node:child_process';
import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as oauth from 'oauth4webapi';
import { describe, expect, test } from 'vitest';
import { visitor } from '#e2e/parts/consent.ts';
import { testGitHost, testOnLoopback } from '#e2e/parts/test-hosts.ts';
import { reveal, Secret } from '#lib/secret.ts';
import type { GitProvider, Purpose } from './provider.ts';
import { recognise } from './recognise.ts';
import { gitProvider, gitProviders } from './registry.ts';

testOnLoopback();
const local = testGitHost();

/** One row for each provider: where the local Git host plays it, and what it can do that others cannot. */
const rows = [
  { id: 'github', apiPath: '/rest', revokesTokens: true },
  { id: 'github-enterprise', apiPath: '/api/v3', revokesTokens: false },
] as const;

const secretOf = (clientId: string) => new Secret(`${clientId}-secret`);
const redirectUri = 'http://127.0.0.1:3000/api/git-auth/7/callback';
const writable = { outcome: 'checked', access: 'writable' };
const barred = (access: string, missing: readonly string[] = []) => ({ outcome: 'checked', access, missing });

test('every registered provider has its row here', () => {
  expect(rows.map(({ id }) => id)).toEqual(gitProviders.map(({ id }) => id));
  expect(gitProvider('github')?.label).toBe('GitHub');
  expect(gitProvider('out-of-cheese')).toBe(null);
});

describe.each(rows)('$id', ({ id, apiPath, revokesTokens }) => {
  const provider = gitProvider(id) as GitProvider;
  const host = () => ({ origin: local.origin, apiBase: `${local.origin}${apiPath}`, caBundle: null });
  const application = { clientId: 'git-tokens-demo', clientSecret: secretOf('git-tokens-demo') };
  const expiring = { clientId: 'git-tokens-expiring', clientSecret: secretOf('git-tokens-expiring') };

  const inspect = (token: Secret, kindId: string, by: typeof application | null = null) =>
    provider.inspect({ host: host(), token, kindId, application: by });
  async function access(token: Secret, kindId: string, repository: string, purpose: Purpose = 'user') {
    const found = await inspect(token, kindId);
    if (found.outcome !== 'accepted') throw new Error('not accepted');
    return provider.repositoryAccess({ host: host(), token, kindId, scopes: found.scopes, repository, purpose });
  }
  const classic = (scopes: readonly string[], more: { expiresAt?: Date; login?: string } = {}) =>
    new Secret(local.control.createToken({ login: 'octo-ada', kind: 'classic', scopes, ...more }));
  const fineGrained = (permissions: Record<string, 'read' | 'write'>, repositories?: string[]) =>
    new Secret(
      local.control.createToken({
        login: 'octo-ada',
        kind: 'fine-grained',
        resourceOwner: 'acme',
        permissions,
        ...(repositories === undefined ? {} : { repositories }),
      }),
    );

  async function goThroughOAuth(by: typeof application, scopes?: readonly string[]) {
    const codeVerifier = oauth.generateRandomCodeVerifier();
    const codeChallenge = await oauth.calculatePKCECodeChallenge(codeVerifier);
    const input = { host: host(), clientId: by.clientId, redirectUri, state: 'st4te', codeChallenge };
    const url = provider.authorizeUrl({ ...input, purpose: 'user' });
    const back = await visitor(local.origin, 'octo-ada').consent(url, 'authorize', scopes);
    return {
      back,
      exchange: { host: host(), application: by, code: back.searchParams.get('code') ?? '', codeVerifier, redirectUri },
    };
  }
  async function granted(by: typeof application, scopes?: readonly string[]) {
    const { exchange } = await goThroughOAuth(by, scopes);
    const answer = await provider.exchangeCode(exchange);
    if (answer.outcome !== 'granted') throw new Error(`not granted: ${answer.outcome}`);
    return answer.grant;
  }

  describe('personal access tokens', () => {
    test('a new one has the form its page promises', () => {
      const judge = (token: Secret) => recognise(reveal(token), provider.tokenForms);
      expect(judge(classic([]))).toMatchObject({ verdict: 'token', kind: { id: 'classic' } });
      expect(judge(fineGrained({}))).toMatchObject({ verdict: 'token', kind: { id: 'fine-grained' } });
    });

    test('a classic one tells owner, scopes and expiry, and writes', async () => {
      const expiresAt = new Date('2027-10-12T09:00:00Z');
      const token = classic(['repo'], { expiresAt });
      expect(await inspect(token, 'classic')).toMatchObject({
        outcome: 'accepted',
        owner: { id: '1001', login: 'octo-ada' },
        scopes: ['repo'],
        expiresAt,
        expiry: 'known',
      });
      expect(await access(token, 'classic', 'acme/gitops-config')).toEqual(writable);
    });

    test('a runtime’s token needs the webhooks’ scope, and an account that administers the repository', async () => {
      const robot = (scopes: string[], login = 'gitops-robot') =>
        access(classic(scopes, { login }), 'classic', 'acme/gitops-config', 'runtime');
      expect(await robot(['repo', 'admin:repo_hook'])).toEqual(writable);
      expect(await robot(['repo'])).toMatchObject(barred('missing_scope', ['admin:repo_hook']));
      expect(await robot([])).toMatchObject(barred('missing_scope', ['repo', 'admin:repo_hook']));
      expect(await robot(['repo', 'admin:repo_hook'], 'octo-bob')).toMatchObject(
        barred('missing_scope', ['Admin role on the repository']),
      );
    });

    test('one without an end never expires', async () => {
      expect(await inspect(classic(['repo']), 'classic')).toMatchObject({ expiresAt: null, expiry: 'never' });
    });

    test('the missing scope is named', async () => {
      expect(await access(classic([]), 'classic', 'acme/gitops-config')).toMatchObject(
        barred('missing_scope', ['repo']),
      );
      const some = classic(['public_repo']);
      expect(await access(some, 'classic', 'acme/gitops-config')).toMatchObject(barred('missing_scope', ['repo']));
      expect(await access(some, 'classic', 'octo-ada/playground')).toEqual(writable);
    });

    test('a fine-grained one lists no scopes and is probed', async () => {
      const token = fineGrained({ contents: 'write' }, ['acme/gitops-config']);
      expect(await inspect(token, 'fine-grained')).toMatchObject({ outcome: 'accepted', scopes: null });
      expect(await access(token, 'fine-grained', 'acme/gitops-config')).toEqual(writable);
      expect(await access(token, 'fine-grained', 'acme/data-apps')).toMatchObject(barred('no_access'));
      const reader = fineGrained({ contents: 'read' });
      expect(await access(reader, 'fine-grained', 'acme/gitops-config')).toMatchObject(
        barred('missing_scope', ['Contents: write']),
      );
    });

    test('a fine-grained one for a runtime lacks what it may only read', async () => {
      const all = { contents: 'write', pull_requests: 'write', statuses: 'write', administration: 'write' } as const;
      const runtime = (token: Secret) => access(token, 'fine-grained', 'acme/gitops-config', 'runtime');
      expect(await runtime(fineGrained({ ...all, repository_hooks: 'write' }))).toEqual(writable);
      expect(await runtime(fineGrained({ ...all, repository_hooks: 'read' }))).toMatchObject(
        barred('missing_scope', ['Webhooks: write']),
      );
      expect(await runtime(fineGrained({ contents: 'write', statuses: 'read' }))).toMatchObject(
        barred('missing_scope', [
          'Webhooks: write',
          'Pull requests: write',
          'Commit statuses: write',
          'Administration: write',
        ]),
      );
      expect(local.control.hooks('acme/gitops-config')).toEqual([]);
    });

    test.each([
      ['acme/observability', 'read_only'],
      ['acme/private-ops', 'no_access'],
      ['acme/old-config', 'archived'],
      ['acme/no-such-thing', 'no_access'],
      ['globex/shop-config', 'policy'],
    ])('what bars %s is told: %s', async (repository, why) => {
      expect(await access(classic(['repo']), 'classic', repository)).toMatchObject(barred(why));
    });

    test('single sign-on comes with its page, and ends once the person has been there', async () => {
      const token = classic(['repo']);
      const found = await access(token, 'classic', 'initech/fleet');
      expect(found).toMatchObject({ outcome: 'checked', access: 'sso_required' });
      const remedyUrl = found.outcome === 'checked' && found.access !== 'writable' ? found.remedyUrl : null;
      expect(remedyUrl).toMatch(new RegExp(`^${local.origin}/orgs/initech/sso`));
      local.control.changeToken(reveal(token), { ssoOrganizations: ['initech'] });
      expect(await access(token, 'classic', 'initech/fleet')).toEqual(writable);
    });

    test('unknown, expired and revoked are rejected alike', async () => {
      const [expired, revoked] = [classic(['repo']), classic(['repo'])];
      local.control.expireToken(reveal(expired));
      local.control.revokeToken(reveal(revoked));
      for (const token of [expired, revoked, new Secret('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')]) {
        expect(await inspect(token, 'classic')).toEqual({ outcome: 'rejected' });
      }
    });
  });

  describe('OAuth', () => {
    test('state and issuer come back, and the code is worth a token that writes', async () => {
      const { back, exchange } = await goThroughOAuth(application);
      expect(back.searchParams.get('state')).toBe('st4te');
      expect(back.searchParams.get('iss')).toBe(provider.issuer(host()));
      const answer = await provider.exchangeCode(exchange);
      if (answer.outcome !== 'granted') throw new Error('not granted');
      const { grant } = answer;
      expect(grant).toMatchObject({ refreshToken: null, expiresInSeconds: null });
      expect(recognise(reveal(grant.accessToken), provider.tokenForms).verdict).toBe('wrong_kind');
      const found = await inspect(grant.accessToken, 'oauth', application);
      expect(found).toMatchObject({
        outcome: 'accepted',
        owner: { login: 'octo-ada' },
        scopes: ['repo'],
        expiry: 'never',
      });
      expect(await inspect(grant.accessToken, 'oauth')).toMatchObject({ outcome: 'accepted', scopes: ['repo'] });
      expect(await access(grant.accessToken, 'oauth', 'acme/gitops-config')).toEqual(writable);
      expect(await provider.exchangeCode(exchange)).toEqual({ outcome: 'denied' });
    });

    test('a code is worth nothing without its verifier, with another one, or to another address', async () => {
      for (const wrong of [{ codeVerifier: oauth.generateRandomCodeVerifier() }, { redirectUri: `${redirectUri}/x` }]) {
        const { exchange } = await goThroughOAuth(application);
        const answer = await provider.exchangeCode({ ...exchange, ...wrong });
        expect(['denied', 'misconfigured']).toContain(answer.outcome);
      }
    });

    test('what the person did not grant is missing', async () => {
      // An application nobody has met, as consent once given is not asked for again.
      const { clientId } = local.control.registerApplication({ clientId: `met-first-by-${id}` });
      const { accessToken } = await granted({ clientId, clientSecret: secretOf(clientId) }, []);
      expect(await access(accessToken, 'oauth', 'acme/gitops-config')).toMatchObject(barred('missing_scope', ['repo']));
    });

    test('a wrong client secret is an administrator’s business', async () => {
      const { exchange } = await goThroughOAuth(application);
      const wrong = { clientId: application.clientId, clientSecret: new Secret('wrong') };
      expect(await provider.exchangeCode({ ...exchange, application: wrong })).toEqual({
        outcome: 'misconfigured',
        error: 'incorrect_client_credentials',
      });
      // The code was not spent on it.
      expect(await provider.exchangeCode(exchange)).toMatchObject({ outcome: 'granted' });
    });

    test('an expiring token is refreshed once by each refresh token', async () => {
      const { accessToken, refreshToken, expiresInSeconds } = await granted(expiring);
      if (refreshToken === null) throw new Error('no refresh token');
      expect(expiresInSeconds).toBe(28_800);
      expect(await inspect(accessToken, 'oauth', expiring)).toMatchObject({ outcome: 'accepted', expiry: 'known' });
      const refresh = (secret: Secret) =>
        provider.refresh({ host: host(), application: expiring, refreshToken: secret });
      const next = await refresh(refreshToken);
      if (next.outcome !== 'granted') throw new Error('not granted');
      expect(next.grant.refreshToken === null ? null : reveal(next.grant.refreshToken)).not.toBe(reveal(refreshToken));
      expect(await inspect(next.grant.accessToken, 'oauth', expiring)).toMatchObject({ outcome: 'accepted' });
      expect(await inspect(accessToken, 'oauth', expiring)).toEqual({ outcome: 'rejected' });
      expect(await refresh(refreshToken)).toEqual({ outcome: 'denied' });
    });

    test('an answer lost on the way is ambiguous', async () => {
      const { refreshToken } = await granted(expiring);
      if (refreshToken === null) throw new Error('no refresh token');
      const refresh = () => provider.refresh({ host: host(), application: expiring, refreshToken });
      local.control.setBehaviour({ loseTokenAnswer: true });
      expect(await refresh()).toEqual({ outcome: 'ambiguous', reason: 'refused' });
      local.control.setBehaviour({});
      expect(await refresh()).toEqual({ outcome: 'denied' });
    });
  });

  describe('revocation', () => {
    test('an OAuth token ends, and ending it twice is no error', async () => {
      const { accessToken } = await granted(application);
      const revoke = () => provider.revoke({ host: host(), application, kindId: 'oauth', accessToken });
      expect(provider.canRevoke(host(), 'oauth')).toBe(true);
      expect(await revoke()).toEqual({ outcome: 'revoked' });
      expect(await inspect(accessToken, 'oauth', application)).toEqual({ outcome: 'rejected' });
      expect(await revoke()).toEqual({ outcome: 'revoked' });
    });

    test('a personal access token ends where the provider can end it', async () => {
      const accessToken = classic(['repo']);
      expect(provider.canRevoke(host(), 'classic')).toBe(revokesTokens);
      const answer = await provider.revoke({ host: host(), application, kindId: 'classic', accessToken });
      expect(answer).toEqual({ outcome: revokesTokens ? 'revoked' : 'unsupported' });
      expect((await inspect(accessToken, 'classic')).outcome).toBe(revokesTokens ? 'rejected' : 'accepted');
    });
  });

  test.each([
    [{ unavailable: true }, 'server_error'],
    [{ down: true }, 'refused'],
    [{ html: true }, 'invalid_response'],
    [{ redirectTo: 'https://evil.example.com/' }, 'redirect'],
    [{ rateLimited: 'primary' }, 'rate_limited'],
    [{ rateLimited: 'secondary' }, 'rate_limited'],
  ] as const)('%j says nothing against a token', async (behaviour, reason) => {
    const token = classic(['repo']);
    local.control.setBehaviour(behaviour);
    expect(await inspect(token, 'classic')).toMatchObject({ outcome: 'unreachable', reason });
  });

  test('git takes the token by the name the provider tells', async () => {
    const [token, folderName] = [classic(['repo']), await mkdtemp(join(local.folder, 'clone-'))];
    const url = new URL(provider.cloneUrl(host(), 'acme/gitops-config'));
    url.username = provider.basicUser('classic', 'octo-ada');
    url.password = reveal(token);
    const env = { ...process.env, GIT_TERMINAL_PROMPT: '0' };
    await promisify(execFile)('git', ['clone', '-q', url.href, folderName], { env });
    expect(await readdir(folderName)).toContain('.git');
  });
});
