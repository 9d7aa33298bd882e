import { repositoryDir } from './git-repositories.ts';
import type { Place } from './host.ts';
import { isAncestor, newCommits, type PushedCommit } from './pushed-commits.ts';
import { account, hookJson, repositoryJson } from './rest-shapes.ts';
import type { Hook, Push, Repository, User } from './state.ts';

/** The bodies of deliveries; held to GitHub's official description by a test. */

export const apiOf = (place: Place, hook: Hook): string =>
  place.origin + (hook.shape === 'enterprise' ? '/api/v3' : '/rest');

/** What GitHub says first to a webhook just made. */
export function pingPayload(place: Place, hook: Hook, repository: Repository, sender: User) {
  const api = apiOf(place, hook);
  return {
    zen: 'Practicality beats purity.',
    hook_id: hook.id,
    hook: hookJson(api, hook),
    repository: webhookRepository(place, api, repository),
    sender: account(place, api, sender, 'User'),
  };
}

export async function pushPayload(place: Place, hook: Hook, repository: Repository, push: Push, sender: User) {
  const api = apiOf(place, hook);
  const [created, deleted] = [isNone(push.before), isNone(push.after)];
  const dir = repositoryDir(place.repositoriesDir, repository);
  const commits = deleted ? [] : await newCommits(dir, push);
  const web = `${place.origin}/${push.repository}`;
  return {
    ref: push.ref,
    before: push.before,
    after: push.after,
    repository: pushedRepository(place, api, repository),
    pusher: { name: sender.login, email: `${sender.login}@example.invalid` },
    sender: account(place, api, sender, 'User'),
    created,
    deleted,
    forced: !created && !deleted && !(await isAncestor(dir, push.before, push.after)),
    base_ref: null,
    compare: `${web}/compare/${push.before.slice(0, 12)}...${push.after.slice(0, 12)}`,
    commits: commits.toReversed().map((commit) => commitJson(web, commit)),
    head_commit: commits[0] === undefined ? null : commitJson(web, commits[0]),
  };
}

const isNone = (sha: string): boolean => /^0+$/.test(sha);

function webhookRepository(place: Place, api: string, repository: Repository) {
  const extra = { has_downloads: true, web_commit_signoff_required: false, custom_properties: {} };
  return { ...repositoryJson(place, api, repository, null), ...extra };
}

/** In pushes a repository's times are in seconds, its owner has a name, and its organization is but a name. */
function pushedRepository(place: Place, api: string, repository: Repository) {
  const { owner, organization, ...rest } = webhookRepository(place, api, repository);
  return {
    ...rest,
    owner: { ...owner, name: owner.login, email: null },
    ...(organization && { organization: organization.login }),
    created_at: Math.floor(Date.parse(repository.createdAt) / 1000),
    pushed_at: Math.floor(Date.parse(repository.pushedAt) / 1000),
    stargazers: 0,
    master_branch: 'main',
  };
}

function commitJson(web: string, commit: PushedCommit) {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.at,
    url: `${web}/commit/${commit.sha}`,
    author: { name: commit.author.name, email: commit.author.email, date: commit.author.at },
    committer: { name: commit.committer.name, email: commit.committer.email, date: commit.committer.at },
    added: commit.added,
    removed: commit.removed,
    modified: commit.modified,
  };
}
