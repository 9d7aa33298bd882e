import { roleOf } from './access.ts';
import { type Commit, latestCommits, listFiles, repositoryDir } from './git-repositories.ts';
import { hooksOf } from './hooks.ts';
import type { Host } from './host.ts';
import { type Html, html } from './html.ts';
import type { HostRequest, Reply } from './http.ts';
import { day, notFoundPage, page } from './pages-layout.ts';
import type { Push, Repository, User } from './state.ts';

const COMMITS = 20;

const visible = (user: User | null, repository: Repository): boolean =>
  user ? roleOf(user, repository) !== null : !repository.private;

/** Where the host says what it is, with the repositories of who is signed in. */
export function startPage(host: Host, request: HostRequest): Reply {
  const user = host.sessions.userOf(request);
  const body = html`<h1>Local Git host</h1>
<p>It speaks GitHub's API at <code>${host.origin}/rest</code> and Enterprise Server's at <code>${host.origin}/api/v3</code>,
OAuth at <code>/login/oauth</code>, and git over HTTP.</p>
${user === null && html`<p><a class="button" href="/login">Sign in</a></p>`}
${repositoryList(
  host.state.repositories.filter((one) => (user ? user.login in one.roles : visible(user, one))),
  'Repositories',
)}`;
  return page(host, request, { title: 'Start', body });
}

export function ownerPage(host: Host, request: HostRequest, [login]: readonly string[]): Reply {
  const owner = [...host.state.users, ...host.state.organizations].find((one) => one.login === login);
  if (!owner) return notFoundPage(host, request);
  const user = host.sessions.userOf(request);
  const repositories = host.state.repositories.filter((one) => one.owner === owner.login && visible(user, one));
  const body = html`<h1><img class="avatar" src="/avatars/${owner.login}" alt=""> ${owner.name}</h1><p class="quiet">@${owner.login}</p>
${repositoryList(repositories, 'Repositories you can see')}`;
  return page(host, request, { title: owner.name, body });
}

function repositoryList(repositories: readonly Repository[], title: string): Html {
  return html`<section class="card"><h2>${title}</h2><ul class="rows">${repositories.map(
    (one) =>
      html`<li><span class="grow"><a href="/${one.owner}/${one.name}"><b>${one.owner}/${one.name}</b></a> ${badges(one)}<br><span class="quiet">${one.description}</span></span></li>`,
  )}</ul></section>`;
}

const badges = (one: Repository): Html =>
  html`<span class="tag">${one.private ? 'Private' : 'Public'}</span> ${one.archived && html`<span class="tag">Archived</span>`}`;

/** A repository: its latest commits, and who pushed them with which token. */
export async function repositoryPage(
  host: Host,
  request: HostRequest,
  [owner, name]: readonly string[],
): Promise<Reply> {
  const user = host.sessions.userOf(request);
  const repository = host.state.repositories.find((one) => one.owner === owner && one.name === name);
  if (!repository || !visible(user, repository)) return notFoundPage(host, request);
  const fullName = `${repository.owner}/${repository.name}`;
  const dir = repositoryDir(host.repositoriesDir, repository);
  const [commits, files] = await Promise.all([latestCommits(dir, COMMITS), listFiles(dir)]);
  const pushes = host.state.pushes.filter((push) => push.repository === fullName && push.ref === 'refs/heads/main');
  const body = html`<h1>${fullName} ${badges(repository)}</h1><p class="quiet">${repository.description}</p>
${user && roleOf(user, repository) === 'admin' && html`<p><a href="/${fullName}/settings/hooks">Webhooks</a> <span class="quiet">(${hooksOf(host, fullName).length})</span></p>`}
<section class="card"><h2>Clone</h2><p><code>${host.origin}/${fullName}.git</code></p></section>
<section class="card"><h2>Latest commits</h2><ul class="rows">${rows(host, commits, pushes)}</ul></section>
<section class="card"><h2>Files</h2><ul class="rows">${files.map((file) => html`<li>${file}</li>`)}</ul></section>`;
  return page(host, request, { title: fullName, body });
}

function rows(host: Host, commits: readonly Commit[], pushes: readonly Push[]): Html[] {
  const byCommit = new Map(pushes.map((push) => [push.after, push]));
  let push: Push | undefined;
  return commits.map((commit) => {
    // A push brings its last commit and those below, down to the last one of the push before it.
    push = byCommit.get(commit.sha) ?? (push?.before === commit.sha ? undefined : push);
    return html`<li><span class="grow"><b>${commit.subject}</b><br><span class="quiet">${commit.author} · ${day(commit.at)} · <code>${commit.sha.slice(0, 7)}</code></span></span>
<span>${push ? pushedBy(host, push) : null}</span></li>`;
  });
}

function pushedBy(host: Host, push: Push): Html {
  const token = host.tokens.get(push.tokenId);
  const kinds = { classic: 'classic token', 'fine-grained': 'fine-grained token', oauth: 'OAuth token' };
  return html`Pushed by <b>@${push.login}</b>${token && html` <span class="quiet">with ${kinds[token.kind]} ${token.name} …${token.lastEight.slice(-4)}</span>`}`;
}
