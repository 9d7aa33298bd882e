import { revokeGrantOf } from './grants.ts';
import type { Host } from './host.ts';
import { html } from './html.ts';
import { type HostRequest, redirectTo, type Reply } from './http.ts';
import { day, formKey, formOf, notFoundPage, page, signedIn } from './pages-layout.ts';
import { scopeHint } from './scopes.ts';
import { tokenState } from './tokens.ts';

/** The applications a person has authorized. */
export function applicationsPage(host: Host, request: HostRequest): Reply | Promise<Reply> {
  return signedIn(host, request, (user) => {
    const authorized = host.state.applications.filter(({ clientId }) => host.state.consents[`${user.id}:${clientId}`]);
    const body = html`<h1>Authorized applications</h1>
<section class="card"><ul class="rows">${authorized.map(
      ({ clientId, name }) =>
        html`<li><span class="grow"><b>${name}</b></span><a class="button plain" href="/settings/connections/applications/${clientId}">Review</a></li>`,
    )}</ul>${authorized.length === 0 && html`<p class="quiet">You have authorized no application.</p>`}</section>`;
    return page(host, request, { title: 'Authorized applications', body });
  });
}

/** One authorized application: what it may do, its tokens, and the way to end it all. */
export function applicationPage(
  host: Host,
  request: HostRequest,
  [clientId]: readonly string[],
): Reply | Promise<Reply> {
  return signedIn(host, request, (user) => {
    const application = host.state.applications.find((one) => one.clientId === clientId);
    if (!application) return notFoundPage(host, request);
    const scopes = host.state.consents[`${user.id}:${application.clientId}`];
    const now = new Date();
    const tokens = host.tokens
      .listOf(user)
      .filter((token) => token.clientId === application.clientId && tokenState(token, now) === 'live');
    const body = html`<h1>${application.name}</h1>
${scopes === undefined && html`<p class="note">You have not authorized this application, or you have taken it back.</p>`}
${
  scopes !== undefined &&
  html`<section class="card"><h2>It may</h2>
<ul><li>Read your public profile</li>${scopes.map((scope) => html`<li>${scopeHint(scope)} <code>${scope}</code></li>`)}</ul>
<h2>Its tokens</h2>
<ul class="rows">${tokens.map(
    (token) =>
      html`<li><span class="grow"><code>…${token.lastEight.slice(-4)}</code> made on ${day(token.createdAt)}</span></li>`,
  )}</ul>
${tokens.length === 0 && html`<p class="quiet">None at the moment.</p>`}
<form method="post" action="${request.url.pathname}/revoke">${formKey(host, request)}<button class="button danger">Revoke access</button></form>
</section>`
}`;
    return page(host, request, { title: application.name, body });
  });
}

export function revokeApplication(
  host: Host,
  request: HostRequest,
  [clientId]: readonly string[],
): Reply | Promise<Reply> {
  return formOf(host, request, (user) => {
    for (const token of host.state.tokens) {
      if (token.userId === user.id && token.clientId === clientId) revokeGrantOf(host, token);
    }
    delete host.state.consents[`${user.id}:${clientId ?? ''}`];
    host.file.changed();
    return redirectTo(`/settings/connections/applications/${clientId ?? ''}`);
  });
}
