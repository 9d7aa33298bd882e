import { hasScope } from './scopes.ts';
import type { Level, Organization, Repository, State, TokenRecord, User } from './state.ts';

export interface Principal {
  readonly user: User;
  readonly token: TokenRecord;
}

/** What a request wants of a repository: a fine-grained permission, and for classic and OAuth tokens the scopes that do. */
export interface Need {
  readonly permission: string;
  readonly level: Level;
  /** Any of these will do. */
  readonly scopes: readonly string[];
  /** The role the user must have. */
  readonly role: Level;
}

export const READ_METADATA: Need = { permission: 'metadata', level: 'read', scopes: ['repo'], role: 'read' };
export const READ_CONTENTS: Need = { permission: 'contents', level: 'read', scopes: ['repo'], role: 'read' };
export const WRITE_CONTENTS: Need = { permission: 'contents', level: 'write', scopes: ['repo'], role: 'write' };

export type Verdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly why: 'not_found' | 'scope' | 'permission' | 'role' | 'archived' }
  | {
      readonly allowed: false;
      readonly why: 'sso' | 'forbids_classic' | 'restricts_oauth';
      readonly organization: Organization;
    };

/** What anybody may read of a public repository. */
const PUBLIC = new Set(['metadata', 'contents', 'pull_requests', 'statuses']);
const RANK: Record<Level, number> = { read: 1, write: 2, admin: 3 };
const no = (why: 'not_found' | 'scope' | 'permission' | 'role' | 'archived'): Verdict => ({ allowed: false, why });

/** The user's role, which for a public repository is at least `read`. */
export function roleOf(user: User, repository: Repository): Level | null {
  return repository.roles[user.login] ?? (repository.private ? null : 'read');
}

/** GitHub's decision about one repository. Null principal: nobody is signed in. */
export function judge(state: State, principal: Principal | null, repository: Repository, need: Need): Verdict {
  const openToAll = !repository.private && need.level === 'read' && PUBLIC.has(need.permission);
  if (principal === null) return openToAll ? { allowed: true } : no('not_found');
  const { user, token } = principal;
  const role = roleOf(user, repository);
  if (role === null) return no('not_found');
  if (openToAll) return { allowed: true };
  const refusal =
    token.kind === 'fine-grained'
      ? judgeFineGrained(token, repository, need)
      : judgeScopes(state, token, repository, need);
  if (refusal !== null) return refusal;
  if (RANK[role] < RANK[need.role]) return no('role');
  return repository.archived && need.level !== 'read' ? no('archived') : { allowed: true };
}

function judgeScopes(state: State, token: TokenRecord, repository: Repository, need: Need): Verdict | null {
  const wanted = repository.private ? need.scopes : [...need.scopes, 'public_repo'];
  if (!wanted.some((scope) => hasScope(token.scopes, scope))) return no(repository.private ? 'not_found' : 'scope');
  const organization = state.organizations.find(({ login }) => login === repository.owner);
  if (!organization) return null;
  if (organization.forbidsClassic && token.kind === 'classic')
    return { allowed: false, why: 'forbids_classic', organization };
  if (organization.restrictsOAuth && token.kind === 'oauth')
    return { allowed: false, why: 'restricts_oauth', organization };
  if (organization.sso && !token.ssoOrganizations.includes(organization.login))
    return { allowed: false, why: 'sso', organization };
  return null;
}

function judgeFineGrained(token: TokenRecord, repository: Repository, need: Need): Verdict | null {
  const selected =
    token.resourceOwner === repository.owner &&
    !token.pendingApproval &&
    (token.repositories === null || token.repositories.includes(repository.name));
  if (!selected) return no(repository.private ? 'not_found' : 'permission');
  if (need.permission === 'metadata' && need.level === 'read') return null;
  const granted = token.permissions[need.permission];
  return granted !== undefined && RANK[granted] >= RANK[need.level] ? null : no('permission');
}
