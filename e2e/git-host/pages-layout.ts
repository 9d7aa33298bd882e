import { createHash } from 'node:crypto';
import type { Host } from './host.ts';
import { Html, html } from './html.ts';
import { type HostRequest, redirectTo, type Reply } from './http.ts';
import { STYLE } from './pages-style.ts';
import type { User } from './state.ts';

export interface Page {
  readonly title: string;
  readonly body: Html;
  readonly narrow?: boolean;
  readonly status?: number;
  readonly headers?: Record<string, string>;
}

/** One page in the host's own look, with who is signed in. */
export function page(host: Host, request: HostRequest, content: Page): Reply {
  const user = host.sessions.userOf(request);
  const menu = user
    ? html`<a href="/settings/tokens">Tokens</a>
        <a href="/settings/applications">Applications</a>
        <a href="/${user.login}">@${user.login}</a>
        <form method="post" action="/logout">${formKey(host, request)}<button>Sign out</button></form>`
    : html`<a href="/login">Sign in</a>`;
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${content.title} · Local Git host</title>
<link rel="icon" href="data:,">
<style>${new Html(STYLE)}</style>
</head>
<body>
<header class="bar"><a class="brand" href="/"><span>git</span>Local Git host</a>${menu}</header>
<main${content.narrow ? new Html(' class="narrow"') : null}>${content.body}</main>
<footer>A stand-in for a Git provider, on this machine only. Nothing here is real.</footer>
</body>
</html>`;
  return {
    status: content.status ?? 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'same-origin',
      'X-Frame-Options': 'DENY',
      ...content.headers,
    },
    body: document.text,
  };
}

/** What every form carries; `formIsOurs` checks it. */
export function formKey(host: Host, request: HostRequest): Html {
  return html`<input type="hidden" name="form_key" value="${host.sessions.formKey(request)}">`;
}

export function notFoundPage(host: Host, request: HostRequest, text = 'There is nothing at this address.'): Reply {
  const body = html`<h1>Not found</h1><p>${text}</p><p><a href="/">Back to the start</a></p>`;
  return page(host, request, { title: 'Not found', body, status: 404, narrow: true });
}

/** The page for who is signed in, or the way to the sign-in page and back. */
export function signedIn(
  host: Host,
  request: HostRequest,
  answer: (user: User) => Reply | Promise<Reply>,
): Reply | Promise<Reply> {
  const user = host.sessions.userOf(request);
  if (user) return answer(user);
  return redirectTo(`/login?return_to=${encodeURIComponent(request.url.pathname + request.url.search)}`);
}

/** As `signedIn`, for a form that was sent: only from the host's own page. */
export function formOf(
  host: Host,
  request: HostRequest,
  answer: (user: User, form: URLSearchParams) => Reply | Promise<Reply>,
): Reply | Promise<Reply> {
  return signedIn(host, request, async (user) => {
    if (await host.sessions.formIsOurs(request)) return answer(user, await request.form());
    const body = html`<h1>This form is out of date</h1><p>Go back, load the page again and try once more.</p>`;
    return page(host, request, { title: 'Form out of date', body, status: 422, narrow: true });
  });
}

/** A round picture with the first letters of a login, its colour from the login. */
export function avatar(login: string): Reply {
  const hue = (createHash('sha256').update(login).digest()[0] ?? 0) * 1.4;
  const letters = login.replace('octo-', '').slice(0, 2).toUpperCase();
  const body = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64"><rect width="64" height="64" fill="hsl(${hue} 45% 38%)"/><text x="32" y="42" font-family="sans-serif" font-size="26" font-weight="700" fill="#fff" text-anchor="middle">${letters}</text></svg>`;
  return {
    status: 200,
    headers: {
      'Content-Type': 'image/svg+xml',
      'Cache-Control': 'public, max-age=3600',
      'Access-Control-Allow-Origin': '*',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    },
    body: body.text,
  };
}

/** A day as people read it. */
export function day(at: string): string {
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
}
