import type { Host, Place } from './host.ts';
import type { Delivery } from './deliveries.ts';
import { roleOf } from './access.ts';
import type { Application, Hook, Organization, Repository, TokenRecord, User } from './state.ts';

/** GitHub's JSON for what the host knows. `api` is the base the request came in by; held to the schema by a test. */

const nodeId = (type: string, id: number): string => Buffer.from(`0${type.length}:${type}${id}`).toString('base64');

export function account(host: Place, api: string, who: User | Organization, type: 'User' | 'Organization') {
  const url = `${api}/users/${who.login}`;
  return {
    login: who.login,
    id: who.id,
    node_id: nodeId(type, who.id),
    avatar_url: `${host.origin}/avatars/${who.login}`,
    gravatar_id: '',
    url,
    html_url: `${host.origin}/${who.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  };
}

export function publicUser(host: Host, api: string, user: User) {
  const owned = host.state.repositories.filter((repository) => repository.owner === user.login && !repository.private);
  return {
    ...account(host, api, user, 'User'),
    name: user.name,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: owned.length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2024-01-15T10:00:00Z',
    updated_at: '2026-10-01T08:00:00Z',
  };
}

/** What GitHub adds when a token may read the whole profile. */
export function privateUser(host: Host, api: string, user: User) {
  const owned = host.state.repositories.filter((repository) => repository.owner === user.login && repository.private);
  return {
    ...publicUser(host, api, user),
    user_view_type: 'private',
    private_gists: 0,
    total_private_repos: owned.length,
    owned_private_repos: owned.length,
    disk_usage: 120,
    collaborators: 0,
    two_factor_authentication: true,
    plan: { name: 'free', space: 976_562_499, collaborators: 0, private_repos: 10_000 },
  };
}

const LINKS: readonly [string, string][] = [
  ['archive', '/{archive_format}{/ref}'],
  ['assignees', '/assignees{/user}'],
  ['blobs', '/git/blobs{/sha}'],
  ['branches', '/branches{/branch}'],
  ['collaborators', '/collaborators{/collaborator}'],
  ['comments', '/comments{/number}'],
  ['commits', '/commits{/sha}'],
  ['compare', '/compare/{base}...{head}'],
  ['contents', '/contents/{+path}'],
  ['contributors', '/contributors'],
  ['deployments', '/deployments'],
  ['downloads', '/downloads'],
  ['events', '/events'],
  ['forks', '/forks'],
  ['git_commits', '/git/commits{/sha}'],
  ['git_refs', '/git/refs{/sha}'],
  ['git_tags', '/git/tags{/sha}'],
  ['hooks', '/hooks'],
  ['issue_comment', '/issues/comments{/number}'],
  ['issue_events', '/issues/events{/number}'],
  ['issues', '/issues{/number}'],
  ['keys', '/keys{/key_id}'],
  ['labels', '/labels{/name}'],
  ['languages', '/languages'],
  ['merges', '/merges'],
  ['milestones', '/milestones{/number}'],
  ['notifications', '/notifications{?since,all,participating}'],
  ['pulls', '/pulls{/number}'],
  ['releases', '/releases{/id}'],
  ['stargazers', '/stargazers'],
  ['statuses', '/statuses/{sha}'],
  ['subscribers', '/subscribers'],
  ['subscription', '/subscription'],
  ['tags', '/tags'],
  ['teams', '/teams'],
  ['trees', '/git/trees{/sha}'],
];

/** `user` decides `permissions`, which is the account's role whatever the token may do. */
export function repositoryJson(host: Place, api: string, repository: Repository, user: User | null) {
  const fullName = `${repository.owner}/${repository.name}`;
  const url = `${api}/repos/${fullName}`;
  const web = `${host.origin}/${fullName}`;
  const organization = host.state.organizations.find(({ login }) => login === repository.owner);
  const owner = organization ?? host.state.users.find(({ login }) => login === repository.owner);
  if (!owner) throw new Error(`${fullName} has no owner`);
  const role = user ? roleOf(user, repository) : null;
  return {
    id: repository.id,
    node_id: nodeId('Repository', repository.id),
    name: repository.name,
    full_name: fullName,
    private: repository.private,
    owner: account(host, api, owner, organization ? 'Organization' : 'User'),
    html_url: web,
    description: repository.description,
    fork: false,
    url,
    ...Object.fromEntries(LINKS.map(([name, rest]) => [`${name}_url`, url + rest])),
    git_url: `git://${new URL(host.origin).host}/${fullName}.git`,
    ssh_url: `git@${new URL(host.origin).hostname}:${fullName}.git`,
    clone_url: `${web}.git`,
    svn_url: web,
    mirror_url: null,
    homepage: null,
    size: 12,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    archived: repository.archived,
    disabled: false,
    open_issues_count: 0,
    license: null,
    allow_forking: true,
    is_template: false,
    topics: [],
    visibility: repository.private ? 'private' : 'public',
    forks: 0,
    open_issues: 0,
    watchers: 0,
    default_branch: 'main',
    pushed_at: repository.pushedAt,
    created_at: repository.createdAt,
    updated_at: repository.pushedAt,
    network_count: 0,
    subscribers_count: 0,
    ...(user && {
      permissions: {
        admin: role === 'admin',
        maintain: role === 'admin',
        push: role === 'admin' || role === 'write',
        triage: role === 'admin' || role === 'write',
        pull: true,
      },
    }),
    ...(organization && { organization: account(host, api, organization, 'Organization') }),
  };
}

export function hookJson(api: string, hook: Hook) {
  const url = `${api}/repos/${hook.repository}/hooks/${hook.id}`;
  const config = hook.config['secret'] === undefined ? hook.config : { ...hook.config, secret: '********' };
  return {
    type: 'Repository',
    id: hook.id,
    name: 'web',
    active: hook.active,
    events: hook.events,
    config,
    updated_at: hook.updatedAt,
    created_at: hook.createdAt,
    url,
    test_url: `${url}/test`,
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    last_response: hook.lastResponse,
  };
}

/** As a list of deliveries has it; `deliveryJson` has the request and the answer too. */
export function deliveryItemJson(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.seconds,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: null,
    installation_id: null,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

export function deliveryJson(delivery: Delivery) {
  const { request, response } = delivery;
  const payload: unknown = JSON.parse(request.body);
  return {
    ...deliveryItemJson(delivery),
    url: delivery.url,
    request: { headers: request.headers, payload },
    response: { headers: response.headers, payload: response.body },
  };
}

/** The answer to an application that asks about a token of its own, whose text it has just shown. */
export function authorizationJson(
  host: Host,
  api: string,
  token: TokenRecord,
  text: string,
  application: Application,
  user: User,
) {
  return {
    id: token.id,
    url: `${api}/authorizations/${token.id}`,
    app: {
      client_id: application.clientId,
      name: application.name,
      url: `${host.origin}/apps/${application.clientId}`,
    },
    token: text,
    hashed_token: Buffer.from(token.hash, 'base64').toString('hex'),
    token_last_eight: token.lastEight,
    note: null,
    note_url: null,
    created_at: token.createdAt,
    updated_at: token.createdAt,
    scopes: token.scopes,
    fingerprint: null,
    expires_at: token.expiresAt,
    user: account(host, api, user, 'User'),
  };
}
