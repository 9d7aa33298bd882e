import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { testGitHost } from '#e2e/parts/test-hosts.ts';
import { GIT_ENV } from './git-repositories.ts';

const run = promisify(execFile);
const host = testGitHost();

let clones = 0;

/** Clones by real git with a token as password. @returns the folder. */
async function clone(fullName: string, token: string): Promise<string> {
  clones += 1;
  const dir = path.join(host.folder, `clone-${clones}`);
  const url = `${host.origin.replace('//', `//x-access-token:${token}@`)}/${fullName}.git`;
  await run('git', ['clone', '--quiet', url, dir], { env: GIT_ENV });
  return dir;
}

async function commitAndPush(dir: string, subject: string): Promise<void> {
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.invalid', ...args], { cwd: dir, env: GIT_ENV });
  writeFileSync(path.join(dir, 'file.txt'), subject);
  await git('add', 'file.txt');
  await git('commit', '--quiet', '-m', subject);
  await git('push', '--quiet');
}

const classic = (login = 'octo-ada', scopes = ['repo']) => host.control.createToken({ login, kind: 'classic', scopes });
const fineGrained = (contents: 'read' | 'write') =>
  host.control.createToken({
    login: 'octo-ada',
    kind: 'fine-grained',
    resourceOwner: 'acme',
    repositories: ['acme/data-apps'],
    permissions: { contents },
  });

test('a token that may write clones and pushes, and the push is known to be its owner’s', async () => {
  const token = classic('octo-bob');
  await commitAndPush(await clone('acme/gitops-config', token), 'Deploy the shop');
  expect(await host.control.commits('acme/gitops-config')).toEqual(['Deploy the shop', 'First commit']);
  const [push] = host.control.pushes('acme/gitops-config');
  expect(push).toMatchObject({ login: 'octo-bob', ref: 'refs/heads/main' });
  const page = await (await fetch(`${host.origin}/octo-ada/playground`)).text();
  expect(page).toContain('First commit');
});

test('a fine-grained token with contents: write pushes to the repositories it was made for', async () => {
  await commitAndPush(await clone('acme/data-apps', fineGrained('write')), 'By a fine-grained token');
  expect(await host.control.commits('acme/data-apps')).toContain('By a fine-grained token');
});

test('a read-only token clones but is refused the push', async () => {
  const dir = await clone('acme/data-apps', fineGrained('read'));
  await expect(commitAndPush(dir, 'Not allowed')).rejects.toThrow(/403|not granted/);
});

test('anybody clones a public repository', async () => {
  const dir = path.join(host.folder, 'public');
  await run('git', ['clone', '--quiet', `${host.origin}/acme/handbook.git`, dir], { env: GIT_ENV });
  expect(existsSync(path.join(dir, 'README.md'))).toBe(true);
});

const probe = async (fullName: string, password: string | null) => {
  const url = `${host.origin}/${fullName}.git/info/refs?service=git-receive-pack`;
  const headers = password === null ? {} : { authorization: `Basic ${btoa(`anything:${password}`)}` };
  return (await fetch(url, { headers })).status;
};

test.each([
  ['nobody', 'acme/gitops-config', () => null, 401],
  ['an unknown token', 'acme/gitops-config', () => 'ghp_unknown', 401],
  ['a bad token, even where reading is public', 'acme/handbook', () => 'ghp_unknown', 401],
  ['a token that may write', 'acme/gitops-config', () => classic(), 200],
  ['a token without repo', 'acme/gitops-config', () => classic('octo-ada', ['gist']), 404],
  ['a token of somebody without access', 'acme/private-ops', () => classic(), 404],
  ['a token of somebody who may only read', 'acme/observability', () => classic(), 403],
  ['a good token on an archived repository', 'acme/old-config', () => classic(), 403],
  ['a token not authorized for single sign-on', 'initech/fleet', () => classic(), 403],
  ['a classic token where they are forbidden', 'globex/shop-config', () => classic(), 403],
  ['a fine-grained token with contents: read', 'acme/data-apps', () => fineGrained('read'), 403],
  ['a fine-grained token with contents: write', 'acme/data-apps', () => fineGrained('write'), 200],
  ['a fine-grained token for other repositories', 'acme/gitops-config', () => fineGrained('write'), 404],
  ['nothing at all', 'acme/no-such-thing', () => classic(), 404],
])('asking to push with %s to %s', async (_who, fullName, token, status) => {
  expect(await probe(fullName, token())).toBe(status);
});

test('a revoked and an expired token are refused alike', async () => {
  const [revoked, expired] = [classic(), classic()];
  host.control.revokeToken(revoked);
  host.control.expireToken(expired);
  expect([await probe('acme/gitops-config', revoked), await probe('acme/gitops-config', expired)]).toEqual([401, 401]);
});
