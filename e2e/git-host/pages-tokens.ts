import { revokeGrantOf } from './grants.ts';
import type { Host } from './host.ts';
import { type Html, html } from './html.ts';
import { type HostRequest, redirectTo, type Reply } from './http.ts';
import { day, formKey, formOf, page, signedIn } from './pages-layout.ts';
import { ssoUrl } from './sso.ts';
import type { TokenRecord, User } from './state.ts';
import { tokenState } from './tokens.ts';

/** A person's tokens, with the text of the one just made: this once and never again. */
export function tokensPage(host: Host, request: HostRequest): Reply | Promise<Reply> {
  return signedIn(host, request, (user) => {
    const made = host.sessions.takeFlash(request);
    const tokens = host.tokens.listOf(user);
    const list = (kind: TokenRecord['kind']) => tokens.filter((token) => token.kind === kind);
    const body = html`<h1>Personal access tokens</h1>
<p class="quiet">They work like a password for the API and for git over HTTPS.</p>
${
  made !== null &&
  html`<div class="secret" role="status"><label for="new-token"><b>Your new token.</b> Copy it now: you will not see it again.</label>
<input id="new-token" aria-label="New token" readonly value="${made}" onfocus="this.select()" onclick="this.select()"></div>`
}
${section(host, request, 'Fine-grained tokens', '/settings/personal-access-tokens/new', list('fine-grained'))}
${section(host, request, 'Tokens (classic)', '/settings/tokens/new', list('classic'))}`;
    return page(host, request, { title: 'Personal access tokens', body });
  });
}

function section(host: Host, request: HostRequest, title: string, add: string, tokens: readonly TokenRecord[]): Html {
  return html`<section class="card"><h2>${title}</h2>
<ul class="rows">${tokens.map((token) => row(host, request, token))}</ul>
${tokens.length === 0 && html`<p class="quiet">None yet.</p>`}
<p><a class="button plain" href="${add}">Generate new token</a></p></section>`;
}

function row(host: Host, request: HostRequest, token: TokenRecord): Html {
  const what =
    token.kind === 'classic'
      ? token.scopes.join(', ') || 'no scopes'
      : `${token.resourceOwner ?? ''}: ${token.repositories?.join(', ') ?? 'all repositories'} · ${permissionsText(token)}`;
  return html`<li><span class="grow"><b>${token.name}</b> <code>…${token.lastEight.slice(-4)}</code> ${tags(token)}
<br><span class="quiet">${what}</span><br><span class="quiet">${dates(token)}</span></span>
${token.kind === 'classic' && ssoLinks(host, token)}
<form method="post" action="/settings/tokens/${token.id}/revoke">${formKey(host, request)}
<button class="button danger" aria-label="Revoke ${token.name}">Revoke</button></form></li>`;
}

const permissionsText = (token: TokenRecord): string =>
  Object.entries(token.permissions)
    .map(([name, level]) => `${name}: ${level}`)
    .join(', ');

const dates = (token: TokenRecord): string =>
  [
    `Made on ${day(token.createdAt)}`,
    token.expiresAt === null ? 'never expires' : `expires on ${day(token.expiresAt)}`,
    token.lastUsedAt === null ? 'never used' : `last used on ${day(token.lastUsedAt)}`,
  ].join(' · ');

function tags(token: TokenRecord): Html {
  const expired = tokenState(token, new Date()) === 'expired';
  return html`${expired && html`<span class="tag">Expired</span>`} ${token.pendingApproval && html`<span class="tag">Waiting for approval by ${token.resourceOwner}</span>`}`;
}

function ssoLinks(host: Host, token: TokenRecord): Html {
  const links = host.state.organizations
    .filter(({ sso }) => sso)
    .map(({ login }) =>
      token.ssoOrganizations.includes(login)
        ? html`<span class="tag">SSO: ${login}</span>`
        : html`<a href="${ssoUrl(host, login, token)}">Authorize ${login}</a>`,
    );
  return html`${links}`;
}

/** Ends one token of the person who is signed in. */
export function revokeToken(host: Host, request: HostRequest, [id]: readonly string[]): Reply | Promise<Reply> {
  return formOf(host, request, (user) => {
    const token = host.tokens.get(Number(id));
    if (token?.userId === user.id) revokeGrantOf(host, token);
    return redirectTo('/settings/tokens');
  });
}

/** Keeps the new token's text for the next page, and goes there. */
export function showOnce(host: Host, request: HostRequest, text: string): Reply {
  host.sessions.setFlash(request, text);
  return redirectTo('/settings/tokens');
}

/** The instant a form means by "days from now", `none` or a date; undefined when it means nothing. */
export function expiryOf(choice: string | null, date: string | null, now: Date): Date | null | undefined {
  if (choice === 'none') return null;
  if (choice === 'custom') {
    const at = new Date(`${date ?? ''}T00:00:00Z`);
    return Number.isNaN(at.getTime()) || at <= now ? undefined : at;
  }
  const days = Number(choice);
  return Number.isInteger(days) && days >= 1 && days <= 366 ? new Date(now.getTime() + days * 86_400_000) : undefined;
}

/** The choice of a life time, as both forms offer it. */
export function expiryField(chosen: string): Html {
  const choices = [
    ['7', '7 days'],
    ['30', '30 days'],
    ['60', '60 days'],
    ['90', '90 days'],
    ['366', '366 days'],
    ['custom', 'On the date below'],
    ['none', 'No expiration'],
  ];
  if (!choices.some(([value]) => value === chosen)) choices.unshift([chosen, `${chosen} days`]);
  return html`<label class="field">Expiration<select name="expiration">${choices.map(
    ([value = '', label = '']) =>
      html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>`,
  )}</select></label>
<label class="field custom-date">Expiration date <input type="date" name="expiration_date"></label>`;
}

/** Organizations where this person has a role somewhere. */
export function organizationsOf(host: Host, user: User): string[] {
  return host.state.organizations
    .map(({ login }) => login)
    .filter((login) => host.state.repositories.some(({ owner, roles }) => owner === login && roles[user.login]));
}
