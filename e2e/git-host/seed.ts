import type { Application, Organization, Repository, Role, State } from './state.ts';

/** The application that the demo and the tests authorize. */
export const DEMO_APPLICATION: Application = {
  clientId: 'git-tokens-demo',
  clientSecret: 'git-tokens-demo-secret',
  name: 'Git Tokens',
  redirectUris: [],
  expiringTokens: false,
};

/** The same application with tokens that expire after 8 hours and rotating refresh tokens. */
export const EXPIRING_APPLICATION: Application = {
  clientId: 'git-tokens-expiring',
  clientSecret: 'git-tokens-expiring-secret',
  name: 'Git Tokens (expiring)',
  redirectUris: [],
  expiringTokens: true,
};

function organization(id: number, login: string, name: string, policy: Partial<Organization> = {}): Organization {
  return {
    id,
    login,
    name,
    sso: false,
    forbidsClassic: false,
    restrictsOAuth: false,
    approvesFineGrained: false,
    ...policy,
  };
}

let repositoryId = 3000;

function repository(
  fullName: string,
  description: string,
  roles: Record<string, Role>,
  more: { public?: true; archived?: true } = {},
): Repository {
  const [owner = '', name = ''] = fullName.split('/');
  repositoryId += 1;
  return {
    id: repositoryId,
    owner,
    name,
    private: more.public !== true,
    archived: more.archived === true,
    description,
    roles,
    createdAt: '2025-03-04T09:00:00Z',
    pushedAt: '2026-10-30T15:20:00Z',
  };
}

/** The small world the host starts with: who exists, what they own, who may do what. */
export function seedState(): State {
  repositoryId = 3000;
  const robot: Record<string, Role> = { 'gitops-robot': 'admin' };
  const both: Record<string, Role> = { 'octo-ada': 'admin', 'octo-bob': 'write', ...robot };
  return {
    nextId: 10_000,
    users: [
      { id: 1001, login: 'octo-ada', name: 'Ada Octo', password: 'octo-ada' },
      { id: 1002, login: 'octo-bob', name: 'Bob Octo', password: 'octo-bob' },
      { id: 1003, login: 'octo-cyd', name: 'Cyd Octo', password: 'octo-cyd' },
      // Whose tokens runtimes are installed with: no person, so that nobody's leaving ends them.
      { id: 1004, login: 'gitops-robot', name: 'GitOps Robot', password: 'gitops-robot' },
    ],
    organizations: [
      organization(2001, 'acme', 'Acme'),
      organization(2002, 'initech', 'Initech', { sso: true }),
      organization(2003, 'globex', 'Globex', { forbidsClassic: true, restrictsOAuth: true, approvesFineGrained: true }),
    ],
    repositories: [
      repository('acme/gitops-config', 'Shared configuration of the production runtimes', both),
      repository('acme/data-apps', 'Applications of the data team', {
        'octo-ada': 'write',
        'octo-bob': 'admin',
        ...robot,
      }),
      repository('acme/staging-config', 'Shared configuration of the staging runtimes', both),
      repository('acme/edge-config', 'Shared configuration of the edge runtimes', both),
      repository('acme/observability', 'Ada may only read this one', {
        'octo-ada': 'read',
        'octo-bob': 'admin',
        ...robot,
      }),
      repository('acme/private-ops', 'Ada has no access here', { 'octo-bob': 'admin' }),
      repository('acme/old-config', 'Archived: nobody may write', both, { archived: true }),
      repository('acme/handbook', 'Public', { 'octo-ada': 'write', 'octo-bob': 'admin' }, { public: true }),
      repository('initech/fleet', 'Behind single sign-on', both),
      repository('globex/shop-config', 'Under strict token policies', both),
      repository('octo-ada/playground', 'A public repository of Ada', { 'octo-ada': 'admin' }, { public: true }),
      repository('octo-ada/home-lab', 'A private repository of Ada', { 'octo-ada': 'admin' }),
      repository('octo-bob/sandbox', 'A private repository of Bob', { 'octo-bob': 'admin' }),
    ],
    tokens: [],
    applications: [DEMO_APPLICATION, EXPIRING_APPLICATION].map((application) => ({ ...application })),
    consents: {},
    hooks: [],
    pushes: [],
    oidc: {},
  };
}

/** Accounts that came into the seed after a host's memory was made join it, with their roles. */
export function joinNewcomers(state: State): void {
  const seed = seedState();
  const known = new Set(state.users.map(({ login }) => login));
  const newcomers = seed.users.filter(({ login }) => !known.has(login));
  state.users.push(...newcomers);
  for (const { owner, name, roles } of seed.repositories) {
    const repository = state.repositories.find((one) => one.owner === owner && one.name === name);
    for (const { login } of newcomers) if (repository && roles[login]) repository.roles[login] = roles[login];
  }
}
