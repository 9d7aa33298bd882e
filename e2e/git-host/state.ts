import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type Role = 'admin' | 'write' | 'read';
export type Level = 'read' | 'write' | 'admin';

export interface User {
  id: number;
  login: string;
  name: string;
  /** Of a made-up account on a server that only this machine reaches. */
  password: string;
}

export interface Organization {
  id: number;
  login: string;
  name: string;
  /** Classic and OAuth tokens must be authorized for single sign-on before they reach its private repositories. */
  sso: boolean;
  /** Policy: personal access tokens (classic) are refused. */
  forbidsClassic: boolean;
  /** Policy: OAuth applications are refused until an owner approves them. */
  restrictsOAuth: boolean;
  /** Policy: fine-grained tokens wait for an owner's approval, and reach only public data until then. */
  approvesFineGrained: boolean;
}

export interface Repository {
  id: number;
  owner: string;
  name: string;
  private: boolean;
  archived: boolean;
  description: string;
  /** Role by login; nobody else has one. */
  roles: Record<string, Role>;
  createdAt: string;
  pushedAt: string;
}

export interface TokenRecord {
  id: number;
  kind: 'classic' | 'fine-grained' | 'oauth';
  hash: string;
  lastEight: string;
  userId: number;
  name: string;
  /** Classic and OAuth only. */
  scopes: string[];
  clientId: string | null;
  grantId: string | null;
  /** Fine-grained only, with `repositories` (null: all of the owner's) and `permissions`. */
  resourceOwner: string | null;
  repositories: string[] | null;
  permissions: Record<string, Level>;
  pendingApproval: boolean;
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  lastUsedAt: string | null;
  /** Logins of the organizations this token may reach behind single sign-on. */
  ssoOrganizations: string[];
}

export interface Application {
  clientId: string;
  clientSecret: string;
  name: string;
  redirectUris: string[];
  /** Access tokens live 8 hours and come with a refresh token. */
  expiringTokens: boolean;
}

export interface Hook {
  id: number;
  repository: string;
  /** The API it was made through, whose addresses and headers its deliveries have. */
  shape: 'github' | 'enterprise';
  active: boolean;
  events: string[];
  config: Record<string, string>;
  createdAt: string;
  updatedAt: string;
  /** What its address last answered; code null for nothing. */
  lastResponse: { code: number | null; status: string; message: string | null };
}

export interface Push {
  repository: string;
  ref: string;
  before: string;
  after: string;
  login: string;
  tokenId: number;
  at: string;
}

export interface OidcRecord {
  model: string;
  expiresAt: number;
  payload: Record<string, unknown>;
}

export interface State {
  nextId: number;
  users: User[];
  organizations: Organization[];
  repositories: Repository[];
  tokens: TokenRecord[];
  applications: Application[];
  /** What each user has granted to each application: `userId:clientId` → scopes. */
  consents: Record<string, string[]>;
  hooks: Hook[];
  pushes: Push[];
  /** oidc-provider's own records; the keys are hashes of their ids. */
  oidc: Record<string, OidcRecord>;
}

export interface StateFile {
  state: State;
  /** Call after each change: written soon, in one file, replaced atomically. */
  changed(): void;
  /** Writes what is pending. */
  close(): void;
}

/** The host's memory, read from `state.json` in the folder, or `initial()` the first time. */
export function openState(dataDir: string, initial: () => State): StateFile {
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, 'state.json');
  const state = readState(file) ?? initial();
  let timer: NodeJS.Timeout | null = null;
  function write(): void {
    timer = null;
    writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return {
    state,
    changed() {
      timer ??= setTimeout(write, 50).unref();
    },
    close() {
      if (timer) clearTimeout(timer);
      write();
    },
  };
}

function readState(file: string): State | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as State; // written by this file alone
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
