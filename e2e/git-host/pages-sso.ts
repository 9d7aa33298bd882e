import type { Host } from './host.ts';
import { html } from './html.ts';
import type { HostRequest, Reply } from './http.ts';
import { formKey, formOf, notFoundPage, page, signedIn } from './pages-layout.ts';
import { ssoToken } from './sso.ts';
import type { TokenRecord, User } from './state.ts';

const GONE = 'This single sign-on request is unknown or more than an hour old. Ask again where you came from.';

/** The token of the request, if it is of the person who is signed in. */
function tokenOf(host: Host, request: HostRequest, user: User): TokenRecord | null {
  const token = ssoToken(host, request.url.searchParams.get('authorization_request') ?? '');
  return token?.userId === user.id ? token : null;
}

/** An organization's single sign-on: the identity provider is this one button. */
export function ssoPage(host: Host, request: HostRequest, [login]: readonly string[]): Reply | Promise<Reply> {
  return signedIn(host, request, (user) => {
    const organization = host.state.organizations.find((one) => one.login === login && one.sso);
    const token = tokenOf(host, request, user);
    if (!organization || !token) return notFoundPage(host, request, GONE);
    const body = html`<h1>Single sign-on to ${organization.name}</h1>
<p>The token <b>${token.name}</b> <code>…${token.lastEight.slice(-4)}</code> of @${user.login} is about to be authorized for <b>${organization.login}</b>.</p>
<form class="card" method="post" action="${request.url.pathname + request.url.search}">${formKey(host, request)}
<button class="button">Continue</button></form>`;
    return page(host, request, { title: `Single sign-on to ${organization.name}`, body, narrow: true });
  });
}

export function authorizeSso(
  host: Host,
  request: HostRequest,
  [login = '']: readonly string[],
): Reply | Promise<Reply> {
  return formOf(host, request, (user) => {
    const token = tokenOf(host, request, user);
    if (!token) return notFoundPage(host, request, GONE);
    host.tokens.authorizeSso(token, login);
    const body = html`<h1>Authorized</h1><p class="note" role="status">The token may now reach the repositories of <b>${login}</b>.</p>
<p>Go back to the application and check again.</p>`;
    return page(host, request, { title: 'Authorized', body, narrow: true });
  });
}
