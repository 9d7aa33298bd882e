import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Repository } from './state.ts';

/** Runs a program to its end. @returns what it wrote. */
export const run = promisify(execFile);

/** git must not read the settings of whoever runs the host. */
export const GIT_ENV: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

export function repositoryDir(root: string, repository: Pick<Repository, 'owner' | 'name'>): string {
  return path.join(root, repository.owner, `${repository.name}.git`);
}

/** What `git init --bare` writes, and pushing by HTTP allowed: https://git-scm.com/docs/gitrepository-layout */
const bareFiles = {
  HEAD: 'ref: refs/heads/main\n',
  config: '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n[http]\n\treceivepack = true\n',
} as const;

/** Makes the bare repository with a first commit, unless it is there: one program run for each, since tests start many hosts. */
export async function ensureRepository(root: string, repository: Repository): Promise<void> {
  const dir = repositoryDir(root, repository);
  if (existsSync(path.join(dir, 'HEAD'))) return;
  for (const folder of ['objects', 'refs/heads']) mkdirSync(path.join(dir, folder), { recursive: true });
  for (const [name, text] of Object.entries(bareFiles)) writeFileSync(path.join(dir, name), text);
  const readme = `# ${repository.name}\n\n${repository.description}\n`;
  const when = `${Math.floor(Date.parse(repository.createdAt) / 1000)} +0000`;
  const message = 'First commit';
  await feed(
    dir,
    ['fast-import', '--quiet'],
    [
      'commit refs/heads/main',
      `committer Local Git host <host@example.invalid> ${when}`,
      `data ${message.length}`,
      message,
      'M 100644 inline README.md',
      `data ${Buffer.byteLength(readme)}`,
      readme,
    ].join('\n'),
  );
}

function feed(cwd: string, args: string[], input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd, env: GIT_ENV, stdio: ['pipe', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`git ${args[0] ?? ''} ended with ${code}`)),
    );
    child.stdin.end(input);
  });
}

/** All branches and tags with what they point to. */
export async function readRefs(dir: string): Promise<Map<string, string>> {
  const { stdout } = await run('git', ['for-each-ref', '--format=%(refname) %(objectname)'], {
    cwd: dir,
    env: GIT_ENV,
  });
  return new Map(
    stdout
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line): [string, string] => [line.split(' ')[0] ?? '', line.split(' ')[1] ?? '']),
  );
}

export interface Commit {
  readonly sha: string;
  readonly author: string;
  readonly at: string;
  readonly subject: string;
}

/** The latest commits of a branch, newest first; none for an empty repository. */
export async function latestCommits(dir: string, count: number, ref = 'main'): Promise<Commit[]> {
  const args = ['log', '-z', `--max-count=${count}`, '--format=%H%n%an%n%aI%n%s', `refs/heads/${ref}`, '--'];
  const { stdout } = await run('git', args, { cwd: dir, env: GIT_ENV }).catch(() => ({ stdout: '' }));
  return stdout
    .split('\0')
    .filter(Boolean)
    .map((entry) => {
      const [sha = '', author = '', at = '', subject = ''] = entry.split('\n');
      return { sha, author, at, subject };
    });
}

/** Files at the top of the main branch. */
export async function listFiles(dir: string): Promise<string[]> {
  const args = ['ls-tree', '-z', '--name-only', 'main'];
  const { stdout } = await run('git', args, { cwd: dir, env: GIT_ENV }).catch(() => ({ stdout: '' }));
  return stdout.split('\0').filter(Boolean);
}
