import type { Host } from './host.ts';
import { Html, html } from './html.ts';
import type { HostRequest, Reply } from './http.ts';
import { formKey, formOf, page, signedIn } from './pages-layout.ts';
import { expiryField, expiryOf, organizationsOf, showOnce } from './pages-tokens.ts';
import type { Level, Repository, User } from './state.ts';

const PERMISSIONS: readonly { name: string; label: string; hint: string }[] = [
  { name: 'administration', label: 'Administration', hint: 'Settings, teams and collaborators' },
  { name: 'statuses', label: 'Commit statuses', hint: 'Whether the checks of a commit passed' },
  { name: 'contents', label: 'Contents', hint: 'Contents, commits and branches' },
  { name: 'pull_requests', label: 'Pull requests', hint: 'Pull requests and their comments' },
  { name: 'repository_hooks', label: 'Webhooks', hint: 'Webhooks of repositories' },
];

const LEVELS: readonly (readonly [value: string, label: string])[] = [
  ['', 'No access'],
  ['read', 'Read-only'],
  ['write', 'Read and write'],
];

const fullName = ({ owner, name }: Repository): string => `${owner}/${name}`;

/** The form for a fine-grained token, prefilled from the query as GitHub's; repositories cannot be. */
export function newFineGrainedPage(host: Host, request: HostRequest): Reply | Promise<Reply> {
  const query = new URLSearchParams(request.url.searchParams);
  query.set('expiration', query.get('expires_in') ?? '30');
  return signedIn(host, request, (user) => form(host, request, user, query));
}

function form(host: Host, request: HostRequest, user: User, fields: URLSearchParams, problem?: string): Reply {
  const owners = [user.login, ...organizationsOf(host, user)];
  const owner = fields.get('target_name') ?? user.login;
  const repositories = host.state.repositories.filter((one) => one.roles[user.login] && owners.includes(one.owner));
  const expiry = fields.get('expiration') ?? '30';
  const body = html`<h1>New fine-grained personal access token</h1>
<p class="quiet">It reaches only the repositories and does only what you choose here.</p>
${problem !== undefined && html`<p class="bad" role="alert">${problem}</p>`}
<form class="card" method="post" action="/settings/personal-access-tokens/new">${formKey(host, request)}
<label class="field">Token name<input name="name" value="${fields.get('name') ?? ''}" required maxlength="40"></label>
<label class="field">Description<textarea name="description" rows="2" maxlength="1024">${fields.get('description') ?? ''}</textarea></label>
<label class="field">Resource owner<select name="target_name">${owners.map(
    (login) => html`<option value="${login}"${login === owner && html` selected`}>${login}</option>`,
  )}</select></label>
${expiryField(/^(\d+|none|custom)$/.test(expiry) ? expiry : '30')}
<style>${new Html(onlyOfChosenOwner(owners))}</style>
<fieldset><legend>Repository access</legend>
<label class="check"><input type="radio" name="selection" value="all"${fields.get('selection') !== 'some' && html` checked`}> All repositories of the resource owner</label>
<label class="check"><input type="radio" name="selection" value="some"${fields.get('selection') === 'some' && html` checked`}> Only these:</label>
${repositories.map(
  (one) =>
    html`<label class="check child" data-owner="${one.owner}"><input type="checkbox" name="repository" value="${fullName(one)}"${fields.getAll('repository').includes(fullName(one)) && html` checked`}> ${fullName(one)}</label>`,
)}
</fieldset>
<fieldset><legend>Repository permissions</legend>
<p class="quiet">Metadata is always readable.</p>
${PERMISSIONS.map(
  ({ name, label, hint }) =>
    html`<label class="field">${label} <span class="quiet">${hint}</span><select name="${name}" aria-label="${label}">${LEVELS.map(
      ([value, text]) =>
        html`<option value="${value}"${value === (fields.get(name) ?? '') && html` selected`}>${text}</option>`,
    )}</select></label>`,
)}
</fieldset>
<div class="actions"><button class="button">Generate token</button><a class="button plain" href="/settings/tokens">Cancel</a></div>
</form>`;
  const status = problem === undefined ? 200 : 422;
  return page(host, request, { title: 'New fine-grained token', body, status });
}

/** Hides the repositories of the owners that are not chosen, without a script. Logins are plain words. */
const onlyOfChosenOwner = (owners: readonly string[]): string =>
  owners
    .map((login) => `form:not(:has(option[value="${login}"]:checked)) [data-owner="${login}"]{display:none}`)
    .join('');

export function createFineGrained(host: Host, request: HostRequest): Reply | Promise<Reply> {
  return formOf(host, request, (user, sent) => {
    const owner = sent.get('target_name') ?? '';
    const chosen = sent.get('selection') === 'some' ? sent.getAll('repository') : null;
    const expiresAt = expiryOf(sent.get('expiration'), sent.get('expiration_date'), new Date());
    const name = sent.get('name')?.trim() ?? '';
    const problem = problemOf(host, user, { name, owner, chosen, expiresAt });
    if (problem !== null || expiresAt === undefined) return form(host, request, user, sent, problem ?? '');
    const organization = host.state.organizations.find(({ login }) => login === owner);
    const { text } = host.tokens.create({
      kind: 'fine-grained',
      userId: user.id,
      name,
      resourceOwner: owner,
      repositories: chosen?.map((one) => one.slice(owner.length + 1)) ?? null,
      permissions: permissionsOf(sent),
      pendingApproval: organization?.approvesFineGrained === true,
      expiresAt,
    });
    return showOnce(host, request, text);
  });
}

function permissionsOf(sent: URLSearchParams): Record<string, Level> {
  const permissions: Record<string, Level> = { metadata: 'read' };
  for (const { name } of PERMISSIONS) {
    const level = sent.get(name);
    if (level === 'read' || level === 'write') permissions[name] = level;
  }
  return permissions;
}

interface Wish {
  readonly name: string;
  readonly owner: string;
  readonly chosen: readonly string[] | null;
  readonly expiresAt: Date | null | undefined;
}

function problemOf(host: Host, user: User, { name, owner, chosen, expiresAt }: Wish): string | null {
  if (name === '') return 'A token needs a name.';
  if (owner !== user.login && !organizationsOf(host, user).includes(owner)) return 'Choose a resource owner.';
  if (expiresAt === undefined) return 'Choose an expiration of 1 to 366 days.';
  if (chosen?.length === 0) return 'Choose at least one repository.';
  if (chosen?.some((one) => !one.startsWith(`${owner}/`)))
    return `Choose only repositories of ${owner}, the resource owner.`;
  return null;
}
