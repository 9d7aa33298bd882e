import { ensureRepository, latestCommits, repositoryDir } from './git-repositories.ts';
import type { Behaviour, LoggedRequest, Override, Surface } from './faults.ts';
import { revokeGrantOf } from './grants.ts';
import type { Delivery } from './deliveries.ts';
import { hooksOf, removeHook } from './hooks.ts';
import type { Host } from './host.ts';
import { normaliseScopes } from './scopes.ts';
import type { Application, Hook, Level, Organization, Push, Repository, Role, TokenRecord, User } from './state.ts';

export interface TokenRequest {
  /** A login, `octo-ada` for one. */
  login: string;
  kind: 'classic' | 'fine-grained';
  name?: string;
  scopes?: readonly string[];
  /** Fine-grained: whose repositories; the user's own when absent. */
  resourceOwner?: string;
  /** Fine-grained: full names; all of the owner's when absent. */
  repositories?: readonly string[];
  permissions?: Readonly<Record<string, Level>>;
  pendingApproval?: boolean;
  expiresAt?: Date | null;
}

export interface RequestFilter {
  surface?: Surface;
  method?: string;
  path?: RegExp;
}

/** The host in a test's hand. Tokens are named by their text, which only who made them has. */
export interface Control {
  /** A new token; its text. */
  createToken(input: TokenRequest): string;
  /** Revokes it, and with an OAuth token its refresh token. False for one this host never made. */
  revokeToken(text: string): boolean;
  /** From now on it is past its date. */
  expireToken(text: string): boolean;
  /** Any further change of a token: fewer scopes, an approval, single sign-on. */
  changeToken(
    text: string,
    change: Partial<Pick<TokenRecord, 'scopes' | 'permissions' | 'pendingApproval' | 'ssoOrganizations' | 'userId'>>,
  ): boolean;
  /** All live and dead tokens, without their text. */
  tokens(): TokenRecord[];
  /** How the host misbehaves from now on; `{}` for not at all. */
  setBehaviour(behaviour: Behaviour): void;
  /** Answers these requests otherwise, until `clearOverrides` or the times are used up. */
  override(rule: Override): void;
  clearOverrides(): void;
  requests(filter?: RequestFilter): LoggedRequest[];
  count(filter?: RequestFilter): number;
  clearRequests(): void;
  registerApplication(application: Partial<Application> & { clientId: string }): Application;
  createUser(user: { login: string; name?: string; password?: string }): User;
  setOrganization(login: string, policy: Partial<Organization>): Organization;
  createRepository(input: {
    fullName: string;
    roles: Record<string, Role>;
    private?: boolean;
    archived?: boolean;
  }): Promise<Repository>;
  setRole(fullName: string, login: string, role: Role | null): void;
  /** Who pushed what, oldest first. */
  pushes(fullName?: string): Push[];
  /** The webhooks of a repository, with the secrets they sign by. */
  hooks(fullName: string): Hook[];
  /** False where it is gone already. */
  deleteHook(fullName: string, id: number): boolean;
  /** What was sent to the webhooks of a repository and answered, latest first. */
  deliveries(fullName: string): Delivery[];
  /** Sends the same bytes again under the same id; false where the delivery or its webhook is gone. */
  redeliver(deliveryId: number): boolean;
  /** Once no delivery is under way. */
  delivered(): Promise<void>;
  /** Subjects of the latest commits on main, newest first. */
  commits(fullName: string): Promise<string[]>;
}

export function createControl(host: Host): Control {
  const { state, file, tokens, faults } = host;

  function userOf(login: string): User {
    const user = state.users.find((one) => one.login === login);
    if (!user) throw new Error(`the local Git host knows no ${login}`);
    return user;
  }

  function repositoryOf(fullName: string): Repository {
    const found = state.repositories.find((one) => `${one.owner}/${one.name}` === fullName);
    if (!found) throw new Error(`the local Git host has no ${fullName}`);
    return found;
  }

  function change(text: string, apply: (token: TokenRecord) => void): boolean {
    const token = tokens.find(text);
    if (token) apply(token);
    file.changed();
    return token !== null;
  }

  function requests({ surface, method, path }: RequestFilter = {}): LoggedRequest[] {
    return faults.log.filter(
      (one) =>
        (!surface || one.surface === surface) && (!method || one.method === method) && (!path || path.test(one.path)),
    );
  }

  return {
    createToken(input) {
      const user = userOf(input.login);
      const { text } = tokens.create({
        kind: input.kind,
        userId: user.id,
        name: input.name ?? 'Made by a test',
        scopes: normaliseScopes(input.scopes ?? []),
        expiresAt: input.expiresAt ?? null,
        ...(input.kind === 'fine-grained' && {
          resourceOwner: input.resourceOwner ?? user.login,
          repositories: input.repositories?.map((name) => name.split('/').at(-1) ?? name) ?? null,
          permissions: { metadata: 'read' as const, ...input.permissions },
          pendingApproval: input.pendingApproval === true,
        }),
      });
      return text;
    },
    revokeToken: (text) => change(text, (token) => revokeGrantOf(host, token)),
    expireToken: (text) => change(text, (token) => tokens.expire(token)),
    changeToken: (text, changes) => change(text, (token) => Object.assign(token, changes)),
    tokens: () => structuredClone(state.tokens),
    setBehaviour: (behaviour) => faults.set(behaviour),
    override(rule) {
      faults.overrides.push({ ...rule });
    },
    clearOverrides() {
      faults.overrides = [];
    },
    requests,
    count: (filter) => requests(filter).length,
    clearRequests() {
      faults.log = [];
    },
    registerApplication(input) {
      const known = state.applications.find(({ clientId }) => clientId === input.clientId);
      const application = known ?? {
        clientSecret: `${input.clientId}-secret`,
        name: input.clientId,
        redirectUris: [],
        expiringTokens: false,
        clientId: input.clientId,
      };
      Object.assign(application, input);
      if (!known) state.applications.push(application);
      file.changed();
      return application;
    },
    createUser(input) {
      state.nextId += 1;
      const user = {
        id: state.nextId,
        name: input.name ?? input.login,
        password: input.password ?? input.login,
        login: input.login,
      };
      state.users.push(user);
      file.changed();
      return user;
    },
    setOrganization(login, policy) {
      let organization = state.organizations.find((one) => one.login === login);
      if (!organization) {
        state.nextId += 1;
        const open = { sso: false, forbidsClassic: false, restrictsOAuth: false, approvesFineGrained: false };
        organization = { id: state.nextId, login, name: login, ...open };
        state.organizations.push(organization);
      }
      Object.assign(organization, policy);
      file.changed();
      return organization;
    },
    async createRepository(input) {
      const [owner = '', name = ''] = input.fullName.split('/');
      const known = state.repositories.find((one) => one.owner === owner && one.name === name);
      if (known) return known;
      state.nextId += 1;
      const now = new Date().toISOString();
      const times = { createdAt: now, pushedAt: now };
      const flags = { private: input.private !== false, archived: input.archived === true };
      const repository = {
        id: state.nextId,
        owner,
        name,
        description: '',
        roles: { ...input.roles },
        ...flags,
        ...times,
      };
      await ensureRepository(host.repositoriesDir, repository);
      state.repositories.push(repository);
      file.changed();
      return repository;
    },
    setRole(fullName, login, role) {
      const { roles } = repositoryOf(fullName);
      if (role === null) delete roles[login];
      else roles[login] = role;
      file.changed();
    },
    pushes: (fullName) => state.pushes.filter((push) => !fullName || push.repository === fullName),
    hooks: (fullName) => structuredClone(hooksOf(host, fullName)),
    deleteHook: (fullName, id) => hooksOf(host, fullName).some((hook) => hook.id === id) && removeHook(host, id),
    deliveries: (fullName) => host.deliveries.of(fullName),
    redeliver: (deliveryId) => host.deliveries.redeliver(deliveryId),
    delivered: () => host.deliveries.settled(),
    async commits(fullName) {
      const commits = await latestCommits(repositoryDir(host.repositoriesDir, repositoryOf(fullName)), 100);
      return commits.map(({ subject }) => subject);
    },
  };
}
