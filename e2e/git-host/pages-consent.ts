import type { Interaction, Provider } from 'oidc-provider';
import type { Host } from './host.ts';
import { html } from './html.ts';
import type { HostRequest, Reply } from './http.ts';
import { IDENTITY_SCOPE, OFFLINE_SCOPE, realScopes } from './oauth-adapter.ts';
import { consented, newGrant } from './oauth-provider.ts';
import { formKey, page } from './pages-layout.ts';
import { normaliseScopes, scopeHint } from './scopes.ts';
import type { Application, User } from './state.ts';

/** What an application asks for, with the choice to give less, or nothing. */
export function consentPage(host: Host, request: HostRequest, step: Interaction, user: User): Reply {
  const application = host.state.applications.find(({ clientId }) => clientId === step.params['client_id']);
  const back = new URL(step.params['redirect_uri'] ?? host.origin);
  const scopes = realScopes(step.params['scope']);
  const body = html`<h1>Authorize ${application?.name ?? 'an application'}</h1>
<p><b>${application?.name ?? ''}</b> wants to access your account <b>@${user.login}</b>.</p>
<form class="card" method="post" action="${request.url.pathname}">
${formKey(host, request)}
<fieldset><legend>It will be able to</legend>
<span class="check">Read your public profile</span>
${scopes.map(
  (scope) =>
    html`<label class="check"><input type="checkbox" name="scope" value="${scope}" checked> ${scopeHint(scope)} <code>${scope}</code></label>`,
)}
</fieldset>
<p class="quiet">You will go back to <b>${back.origin}</b>. You can take this back under Applications at any time.</p>
<div class="actions">
<button class="button" name="decision" value="authorize">Authorize ${application?.name ?? ''}</button>
<button class="button plain" name="decision" value="cancel">Cancel</button>
</div>
</form>`;
  return page(host, request, { title: 'Authorize application', body, narrow: true });
}

/** What the person decided, in oidc-provider's terms; null when the form is not ours. */
export async function answerConsent(
  host: Host,
  provider: Provider,
  request: HostRequest,
  step: Interaction,
  user: User,
): Promise<Record<string, unknown> | null> {
  if (!(await host.sessions.formIsOurs(request))) return null;
  const form = await request.form();
  if (form.get('decision') !== 'authorize') {
    return { error: 'access_denied', error_description: 'The user has denied your application access.' };
  }
  const clientId = step.params['client_id'] ?? '';
  const asked = (step.params['scope'] ?? '').split(' ');
  const given = realScopes(step.params['scope']).filter((scope) => form.getAll('scope').includes(scope));
  const offline = asked.includes(OFFLINE_SCOPE) ? [OFFLINE_SCOPE] : [];
  const grant = await newGrant(provider, String(user.id), clientId, [...given, ...offline, IDENTITY_SCOPE].join(' '));
  const before = consented(host, String(user.id), clientId) ?? [];
  host.state.consents[`${user.id}:${clientId}`] = normaliseScopes([...before, ...given]);
  host.file.changed();
  return { consent: { grantId: grant.jti } };
}

/** For `prompt=select_account`: go on as who is signed in, or sign in as somebody else. */
export function chooseAccountPage(host: Host, request: HostRequest, user: User, application: Application): Reply {
  const onwards = new URL(request.url);
  onwards.searchParams.delete('prompt');
  const to = onwards.pathname + onwards.search;
  const body = html`<h1>Choose an account</h1>
<p>to continue to <b>${application.name}</b></p>
<div class="card">
<p><a class="button" href="${to}">Continue as @${user.login}</a></p>
<form method="post" action="/logout">${formKey(host, request)}<input type="hidden" name="return_to" value="${to}">
<button class="button plain">Use a different account</button></form>
</div>`;
  return page(host, request, { title: 'Choose an account', body, narrow: true });
}
