import type { NeededScope, Purpose } from '#lib/git-providers/provider.ts';

const hooks: NeededScope = { name: 'admin:repo_hook', hint: 'create the webhook that tells the runtime of Git events' };
const repo: NeededScope = { name: 'repo', hint: 'commit to your repositories' };

/** Fine-grained permissions by GitHub's own key: what its pages call it, and why it is needed. */
interface Permission extends NeededScope {
  readonly key: string;
  readonly level: 'read' | 'write';
  readonly purposes: readonly Purpose[];
  /** A request that needs the permission and can write nothing, see `probePermissions`; null where another way tells. */
  readonly probe: string | null;
}

/** @see https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens */
const permissions: readonly Permission[] = [
  {
    key: 'contents',
    level: 'write',
    name: 'Contents: write',
    hint: 'commit to the repository',
    purposes: ['user', 'runtime'],
    probe: null,
  },
  {
    key: 'metadata',
    level: 'read',
    name: 'Metadata: read',
    hint: 'find the repository',
    purposes: ['user', 'runtime'],
    probe: null,
  },
  {
    key: 'repository_hooks',
    level: 'write',
    name: 'Webhooks: write',
    hint: 'create the webhook that tells the runtime of Git events',
    purposes: ['runtime'],
    probe: 'POST /repos/{owner}/{repo}/hooks',
  },
  {
    key: 'pull_requests',
    level: 'write',
    name: 'Pull requests: write',
    hint: 'open pull requests for changes',
    purposes: ['runtime'],
    probe: 'POST /repos/{owner}/{repo}/pulls',
  },
  {
    key: 'statuses',
    level: 'write',
    name: 'Commit statuses: write',
    hint: 'show on a commit whether it was deployed',
    purposes: ['runtime'],
    probe: `POST /repos/{owner}/{repo}/statuses/${'0'.repeat(40)}`,
  },
  {
    key: 'administration',
    level: 'write',
    name: 'Administration: write',
    hint: 'set up the repository for the runtime',
    purposes: ['runtime'],
    probe: 'POST /repos/{owner}/{repo}/keys',
  },
];

const byPurpose = (purpose: Purpose) => permissions.filter((each) => each.purposes.includes(purpose));
const fineGrained: Readonly<Record<Purpose, readonly Permission[]>> = {
  user: byPurpose('user'),
  runtime: byPurpose('runtime'),
};
const listed: Readonly<Record<Purpose, readonly NeededScope[]>> = { user: [repo], runtime: [repo, hooks] };

/** What to tick for a token of a kind. */
export function neededScopes(purpose: Purpose, kindId: string): readonly NeededScope[] {
  return kindId === 'fine-grained' ? fineGrained[purpose].map(({ name, hint }) => ({ name, hint })) : listed[purpose];
}

/** The permissions of a purpose, as GitHub's token page takes them. */
export function neededPermissions(purpose: Purpose): readonly Permission[] {
  return fineGrained[purpose];
}

/**
 * Scopes that a classic or OAuth token lacks. For a public repository `public_repo` does for `repo`. GitHub lets `repo`
 * alone have webhooks; of a Git runtime token `admin:repo_hook` is asked for all the same, so that who makes one reads
 * what it is for. `write:repo_hook` is too little: it makes webhooks and cannot delete them.
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
 */
export function missingScopes(scopes: readonly string[], purpose: Purpose, isPrivate: boolean): readonly string[] {
  const missing: string[] = [];
  if (!scopes.includes('repo') && (isPrivate || !scopes.includes('public_repo'))) missing.push(repo.name);
  if (purpose === 'runtime' && !scopes.includes(hooks.name)) missing.push(hooks.name);
  return missing;
}

/**
 * The permissions a refusal asks for, by `X-Accepted-GitHub-Permissions`: `contents=write,metadata=read`, alternatives
 * set apart by `;`. Of the alternatives the first is named; a key unknown here by GitHub's own word for it.
 */
export function readAcceptedPermissions(header: string): readonly string[] {
  const names: string[] = [];
  for (const part of (header.split(';')[0] ?? '').split(',').slice(0, 20)) {
    const [key = '', level = ''] = part.trim().split('=');
    if (!/^[a-z_]{1,50}$/.test(key) || !/^(?:read|write|admin)$/.test(level)) continue;
    const known = permissions.find((each) => each.key === key);
    const title = known?.name.split(':')[0] ?? `${key.charAt(0).toUpperCase()}${key.slice(1).replaceAll('_', ' ')}`;
    names.push(`${title}: ${level}`);
  }
  return names;
}
