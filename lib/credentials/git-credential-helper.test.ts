import { execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorizations } from '#db/schema/git-tokens.ts';
import { users } from '#db/schema/users.ts';
import { takeAudit } from '#e2e/fixtures/credential-api.ts';
import { type Authorized, credentialWorld } from '#e2e/fixtures/credential-world.ts';
import { request } from '#e2e/parts/raw-http.ts';
import { snippets } from '#lib/runtime-keys/snippet-words.ts';

const world = await credentialWorld();
const { api, db, host, key, lines, link } = world;
const folder = mkdtempSync(path.join(tmpdir(), 'helper-'));
const bin = path.join(folder, 'bin');
const run = promisify(execFile);
let ada: Authorized;

/** Name in the helper's, and how it is called. Not every machine has the third. */
const shells = [
  ['dash', 'dash'],
  ['bash', 'bash'],
  ['busybox', 'busybox sh'],
] as const;
const here = (command: string) => {
  try {
    return execFileSync('sh', ['-c', `command -v ${command.split(' ', 1)[0] ?? ''}`]).length > 0;
  } catch {
    return false;
  }
};

beforeAll(async () => {
  ada = await world.authorized();
  mkdirSync(bin);
  const { body } = await request(api.url, { target: '/git-credential-helper' });
  for (const [name, command] of shells) {
    // As served, but for the shell that runs it.
    const file = path.join(bin, `git-credential-with-${name}`);
    writeFileSync(file, body.replace('#!/bin/sh', `#!/usr/bin/env -S ${command}`));
    chmodSync(file, 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A runtime's environment: nothing of this machine's git, and no terminal to ask at. */
function environment(more: Readonly<Record<string, string>> = {}) {
  return {
    NODE_ENV: 'production' as const,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_TOKENS_URL: api.url,
    GIT_TOKENS_KEY: key,
    GIT_TOKENS_USER: ada.ctx.actor.userId,
    ...more,
  };
}

/** Runs the helper as git does. */
function helper(shell: string, operation: string, input: string, more: Readonly<Record<string, string>> = {}) {
  const child = spawn(path.join(bin, `git-credential-with-${shell}`), [operation], { env: environment(more) });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => void (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (said.err += chunk.toString()));
  // One that has nothing to do with the operation does not read what is said.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise<typeof said>((resolve) => child.once('close', () => resolve(said)));
}

const usable = shells.filter(([, command]) => here(command)).map(([name]) => name);

describe.each(usable)('the credential helper in %s', (shell) => {
  it('lets a real git clone, commit and push, as the user', async () => {
    const target = path.join(folder, `clone-${shell}`);
    const message = `Promote with ${shell}`;
    const env = environment();
    const git = (...args: string[]) =>
      run(
        'git',
        ['-c', `credential.helper=with-${shell}`, '-c', 'user.name=R', '-c', 'user.email=r@example.com', ...args],
        {
          cwd: folder,
          env,
        },
      );
    await git('clone', '--quiet', `${host.origin}/acme/gitops-config.git`, target);
    writeFileSync(path.join(target, `release-${shell}.yaml`), `version: ${Date.now()}\n`);
    await git('-C', target, 'add', '.');
    await git('-C', target, 'commit', '--quiet', '--message', message);
    await git('-C', target, 'push', '--quiet', 'origin', 'HEAD:main');
    expect((await host.control.commits('acme/gitops-config'))[0]).toBe(message);
    expect(host.control.pushes('acme/gitops-config').at(-1)).toMatchObject({ login: 'octo-ada' });
    expect(readFileSync(path.join(target, '.git/config'), 'utf8')).not.toContain(ada.token);
  });

  it('takes the key from a file, whatever its last line ends in', async () => {
    const file = path.join(folder, 'key');
    for (const end of ['', '\n', '\r\n']) {
      writeFileSync(file, `${key}${end}`, { mode: 0o600 });
      const said = await helper(shell, 'get', lines, { GIT_TOKENS_KEY: '', GIT_TOKENS_KEY_FILE: file });
      expect(said).toEqual({ out: expect.stringContaining(`password=${ada.token}\n`) as unknown, err: '' });
    }
  });

  it('says why there is none and where to mend it, and gives git nothing', async () => {
    const stranger = await world.person();
    const said = await helper(shell, 'get', lines, { GIT_TOKENS_USER: stranger.actor.userId });
    expect(said.out).toBe('');
    expect(said.err).toMatch(/^Git Tokens: The user has not authorized/);
    expect(said.err).toContain(`Git Tokens: ${link}\n`);
    const refused = await helper(shell, 'get', lines, { GIT_TOKENS_KEY: 'gtr_wrong' });
    expect(refused).toEqual({ out: '', err: 'Git Tokens: This request is not authorized.\n' });
    const away = await helper(shell, 'get', lines, { GIT_TOKENS_URL: 'http://127.0.0.1:1' });
    expect(away.out).toBe('');
    expect(away.err).toMatch(/connect/i);
  });

  it('says what is missing without an address, and what answered when that was not Git Tokens', async () => {
    const unset = await helper(shell, 'get', lines, { GIT_TOKENS_URL: '' });
    expect(unset.out).toBe('');
    expect(unset.err).toMatch(/GIT_TOKENS_URL: is not set: it is the address of Git Tokens/);
    const other = createServer((incoming, response) => {
      incoming.resume();
      const status = Number(incoming.url?.split('/')[1]);
      response.writeHead(status, { location: 'https://elsewhere.example/' }).end('<html>message=or username=\n</html>');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    try {
      for (const status of [200, 301, 404, 502]) {
        const said = await helper(shell, 'get', lines, { GIT_TOKENS_URL: `${url}/${status}` });
        expect(said).toEqual({ out: '', err: `Git Tokens: ${url}/${status} answered ${status}\n` });
      }
    } finally {
      other.close();
    }
  });

  it('takes a user and an address up to the end of their line, and a user beyond ASCII', async () => {
    for (const end of ['\n', '\r', '\r\nx: y']) {
      const more = { GIT_TOKENS_USER: `${ada.ctx.actor.userId}${end}`, GIT_TOKENS_URL: `${api.url}/${end}` };
      const said = await helper(shell, 'get', lines, more);
      expect(said).toEqual({ out: expect.stringContaining(`password=${ada.token}\n`) as unknown, err: '' });
    }
    const email = `jürgen.東-${shell}@example.com`;
    const [before] = await db.select().from(users).where(eq(users.id, ada.ctx.actor.userId));
    const named = (name: string) => db.update(users).set({ email: name }).where(eq(users.id, ada.ctx.actor.userId));
    await named(email);
    try {
      const said = await helper(shell, 'get', lines, { GIT_TOKENS_USER: email });
      expect(said).toEqual({ out: expect.stringContaining(`password=${ada.token}\n`) as unknown, err: '' });
    } finally {
      await named(before?.email ?? '');
    }
  });

  it('passes on what git says afterwards, but never a password', async () => {
    await takeAudit(db);
    const spent = `${lines}username=x-access-token\npassword=${ada.token}\npassword_expiry_utc=1\n\n`;
    expect(await helper(shell, 'store', spent)).toEqual({ out: '', err: '' });
    expect(await takeAudit(db)).toEqual([]);
    expect(await helper(shell, 'erase', spent)).toEqual({ out: '', err: '' });
    expect(await takeAudit(db)).toEqual(['credential.report ok']);
    expect(await helper(shell, 'capability', '')).toEqual({ out: '', err: '' });
  });

  it('shows no key and no password among the arguments of a program', async () => {
    // A curl that writes down how it was called, and calls the real one.
    const spy = path.join(folder, `spy-${shell}`);
    mkdirSync(spy);
    const { stdout } = await run('sh', ['-c', 'command -v curl']);
    const log = path.join(spy, 'called');
    writeFileSync(path.join(spy, 'curl'), `#!/bin/sh\nprintf '%s\\n' "$@" >>'${log}'\nexec ${stdout.trim()} "$@"\n`);
    chmodSync(path.join(spy, 'curl'), 0o755);
    const env = { PATH: `${spy}:${process.env['PATH'] ?? ''}` };
    const said = await helper(shell, 'get', `${lines}username=x-access-token\n`, env);
    expect(said.out).toContain(`password=${ada.token}\n`);
    await helper(shell, 'erase', `${lines}username=x-access-token\npassword=${ada.token}\n`, env);
    const called = readFileSync(log, 'utf8');
    expect(called).toContain('operation=erase');
    expect(called).not.toContain(key);
    expect(called).not.toContain(ada.token);
  });

  it('git says that it has no credential when the user took theirs back', async () => {
    const [kept] = await db.select().from(authorizations).where(eq(authorizations.userId, ada.ctx.actor.userId));
    if (kept === undefined) throw new Error('not authorized');
    await db.delete(authorizations).where(eq(authorizations.userId, ada.ctx.actor.userId));
    try {
      const args = ['-c', `credential.helper=with-${shell}`, 'ls-remote', `${host.origin}/acme/gitops-config.git`];
      const failed = run('git', args, { cwd: folder, env: environment() });
      await expect(failed).rejects.toThrow(/Git Tokens: The user has not authorized[\s\S]*could not read Username/);
    } finally {
      await db.insert(authorizations).values(kept);
    }
  });
});

describe('with other helpers configured before', () => {
  it('as the page says it, each person is given their own token and nobody keeps one', async () => {
    const home = path.join(folder, 'home');
    mkdirSync(home);
    const kept = path.join(home, 'kept');
    writeFileSync(
      path.join(home, '.gitconfig'),
      `[credential]\n\thelper = store\n\thelper = "!f() { cat >>'${kept}'; }; f"\n[credential "${host.origin}"]\n\thelper = store\n`,
    );
    const repositoryUrl = `${host.origin}/acme/gitops-config`;
    const [snippet] = snippets({ name: 'x', repositoryUrl, key, publicUrl: api.url });
    // Twice: somebody who comes back to it finds it as it was.
    const configured = snippet?.text.split('\n').filter((line) => line.startsWith('git config')) ?? [];
    for (const line of [...configured, ...configured]) {
      const command = line.replace(/helper git-tokens$/, 'helper with-dash');
      await run('sh', ['-c', command], { env: environment({ HOME: home }) });
    }
    const bob = await world.authorized('octo-bob');
    for (const [login, who] of [
      ['octo-ada', ada],
      ['octo-bob', bob],
      ['octo-ada', ada],
    ] as const) {
      const env = environment({ HOME: home, GIT_TOKENS_USER: who.ctx.actor.userId });
      const target = path.join(home, 'clone');
      rmSync(target, { recursive: true, force: true });
      await run('git', ['clone', '--quiet', `${repositoryUrl}.git`, target], { env });
      const author = ['-c', 'user.name=R', '-c', 'user.email=r@example.com'];
      await run('git', [...author, '-C', target, 'commit', '--quiet', '--allow-empty', '--message', login], { env });
      await run('git', ['-C', target, 'push', '--quiet', 'origin', 'HEAD:main'], { env });
      expect(host.control.pushes('acme/gitops-config').at(-1)).toMatchObject({ login });
    }
    expect(readdirSync(home).toSorted()).toEqual(['.gitconfig', 'clone']);
  });
});
