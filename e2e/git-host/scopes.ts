/** GitHub's OAuth scopes with what each contains, and plain words for the pages. Source: scopes-for-oauth-apps.md. */
export interface ScopeInfo {
  readonly name: string;
  readonly hint: string;
  readonly children: readonly { readonly name: string; readonly hint: string }[];
}

export const SCOPES: readonly ScopeInfo[] = [
  {
    name: 'repo',
    hint: 'Full control of private repositories',
    children: [
      { name: 'repo:status', hint: 'Access commit status' },
      { name: 'repo_deployment', hint: 'Access deployment status' },
      { name: 'public_repo', hint: 'Access public repositories' },
      { name: 'repo:invite', hint: 'Access repository invitations' },
      { name: 'security_events', hint: 'Read and write security events' },
    ],
  },
  { name: 'workflow', hint: 'Update workflow files', children: [] },
  {
    name: 'admin:org',
    hint: 'Full control of organizations and teams',
    children: [
      { name: 'write:org', hint: 'Read and write organization membership' },
      { name: 'read:org', hint: 'Read organization membership' },
    ],
  },
  {
    name: 'admin:repo_hook',
    hint: 'Full control of repository hooks',
    children: [
      { name: 'write:repo_hook', hint: 'Write repository hooks' },
      { name: 'read:repo_hook', hint: 'Read repository hooks' },
    ],
  },
  { name: 'gist', hint: 'Create gists', children: [] },
  {
    name: 'user',
    hint: 'Update all user data',
    children: [
      { name: 'read:user', hint: 'Read all user profile data' },
      { name: 'user:email', hint: 'Read email addresses' },
    ],
  },
  { name: 'delete_repo', hint: 'Delete repositories', children: [] },
];

const PARENT = new Map(SCOPES.flatMap(({ name, children }) => children.map((child) => [child.name, name] as const)));
// Scopes contain one another in a row here, not only in the parent: write:repo_hook can read.
PARENT.set('read:repo_hook', 'write:repo_hook').set('read:org', 'write:org');

export const ALL_SCOPES: readonly string[] = SCOPES.flatMap(({ name, children }) => [
  name,
  ...children.map((child) => child.name),
]);

/** Whether a set of granted scopes contains one, itself or through a wider one. */
export function hasScope(granted: readonly string[], wanted: string): boolean {
  for (let scope: string | undefined = wanted; scope !== undefined; scope = PARENT.get(scope)) {
    if (granted.includes(scope)) return true;
  }
  return false;
}

/** As GitHub stores them: known ones only, sorted, none that another one already contains. */
export function normaliseScopes(scopes: readonly string[]): string[] {
  const known = [...new Set(scopes)].filter((scope) => ALL_SCOPES.includes(scope));
  return known
    .filter((scope) => {
      const parent = PARENT.get(scope);
      return parent === undefined || !hasScope(known, parent);
    })
    .toSorted();
}

export function scopeHint(name: string): string {
  for (const scope of SCOPES) {
    if (scope.name === name) return scope.hint;
    for (const child of scope.children) if (child.name === name) return child.hint;
  }
  return name;
}
