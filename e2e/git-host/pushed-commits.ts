import { GIT_ENV, run } from './git-repositories.ts';

export interface PushedCommit {
  readonly sha: string;
  readonly tree: string;
  readonly author: { readonly name: string; readonly email: string; readonly at: string };
  readonly committer: { readonly name: string; readonly email: string; readonly at: string };
  readonly message: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly modified: readonly string[];
}

/** What a push brought, newest first, at most 50; of a new branch what no other branch or tag had. */
export async function newCommits(
  dir: string,
  push: { readonly ref: string; readonly before: string; readonly after: string },
): Promise<PushedCommit[]> {
  const format = '--format=%x1e%H%x1f%T%x1f%an%x1f%ae%x1f%aI%x1f%cn%x1f%ce%x1f%cI%x1f%B%x1f';
  const range = /^0+$/.test(push.before)
    ? [push.after, '--not', `--exclude=${push.ref}`, '--all']
    : [`${push.before}..${push.after}`];
  const args = ['log', '-z', '--max-count=50', '--name-status', '--no-renames', format, ...range, '--'];
  const { stdout } = await run('git', args, { cwd: dir, env: GIT_ENV }).catch(() => ({ stdout: '' }));
  return stdout.split('\x1e').slice(1).map(readCommit);
}

function readCommit(entry: string): PushedCommit {
  const [sha = '', tree = '', an = '', ae = '', aI = '', cn = '', ce = '', cI = '', message = '', files = ''] =
    entry.split('\x1f');
  const changed: Record<string, string[]> = {};
  const parts = files.split('\0').map((part) => part.trim());
  for (const [index, letter] of parts.entries()) {
    if (/^[ADMT]$/.test(letter)) (changed[letter] ??= []).push(parts[index + 1] ?? '');
  }
  return {
    sha,
    tree,
    author: { name: an, email: ae, at: aI },
    committer: { name: cn, email: ce, at: cI },
    message: message.trimEnd(),
    added: changed['A'] ?? [],
    removed: changed['D'] ?? [],
    modified: [...(changed['M'] ?? []), ...(changed['T'] ?? [])],
  };
}

/** Whether a branch that went from one commit to another lost none on the way. */
export function isAncestor(dir: string, before: string, after: string): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', before, after];
  return run('git', args, { cwd: dir, env: GIT_ENV }).then(
    () => true,
    () => false,
  );
}
