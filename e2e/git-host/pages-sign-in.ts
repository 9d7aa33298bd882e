import type { Host } from './host.ts';
import { html } from './html.ts';
import { type HostRequest, redirectTo, type Reply } from './http.ts';
import { page } from './pages-layout.ts';

/** Only a path on this host; anything else leads to the start. */
function safeReturn(to: string | null): string {
  return to !== null && /^\/(?![/\\])/.test(to) ? to : '/';
}

export function signInPage(host: Host, request: HostRequest, wrong = false): Reply {
  const { searchParams } = request.url;
  const returnTo = safeReturn(searchParams.get('return_to'));
  const body = html`<h1>Sign in to Local Git host</h1>
<p class="quiet">Accounts made for trying things out: <code>octo-ada</code>, <code>octo-bob</code> and, for runtimes, <code>gitops-robot</code>. The password is the username.</p>
${wrong && html`<p class="bad" role="alert">Incorrect username or password.</p>`}
<form class="card" method="post" action="/login">
<input type="hidden" name="return_to" value="${returnTo}">
<label class="field">Username<input name="login" autocomplete="username" value="${searchParams.get('login') ?? ''}" required autofocus></label>
<label class="field">Password<input name="password" type="password" autocomplete="current-password" required></label>
<button class="button">Sign in</button>
</form>`;
  return page(host, request, { title: 'Sign in', body, narrow: true, status: wrong ? 401 : 200 });
}

export async function signIn(host: Host, request: HostRequest): Promise<Reply> {
  const form = await request.form();
  const user = host.state.users.find(({ login }) => login === form.get('login'));
  const returnTo = safeReturn(form.get('return_to'));
  if (!user || user.password !== form.get('password')) {
    request.url.searchParams.set('return_to', returnTo);
    return signInPage(host, request, true);
  }
  return redirectTo(returnTo, { 'Set-Cookie': host.sessions.signIn(user) });
}

export async function signOut(host: Host, request: HostRequest): Promise<Reply> {
  if (!(await host.sessions.formIsOurs(request))) return redirectTo('/');
  const returnTo = safeReturn((await request.form()).get('return_to'));
  return redirectTo(returnTo, { 'Set-Cookie': host.sessions.signOut(request) });
}
