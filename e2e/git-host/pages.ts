import type { Host } from './host.ts';
import { html } from './html.ts';
import type { HostRequest, Reply } from './http.ts';
import { avatar, notFoundPage, page } from './pages-layout.ts';
import { signIn, signInPage, signOut } from './pages-sign-in.ts';

type Handler = (host: Host, request: HostRequest, match: readonly string[]) => Reply | Promise<Reply>;

const ROUTES: readonly (readonly [method: string, pattern: RegExp, handler: Handler])[] = [
  ['GET', /^\/$/, startPage],
  ['GET', /^\/login$/, (host, request) => signInPage(host, request)],
  ['POST', /^\/login$/, signIn],
  ['POST', /^\/logout$/, signOut],
  ['GET', /^\/avatars\/([\w-]+)$/, (_host, _request, [login = '']) => avatar(login)],
];

/** The host's web pages. */
export async function servePage(host: Host, request: HostRequest): Promise<Reply> {
  for (const [method, pattern, handler] of ROUTES) {
    const match = pattern.exec(request.url.pathname);
    if (match && method === request.method) return handler(host, request, match.slice(1));
  }
  return notFoundPage(host, request);
}

function startPage(host: Host, request: HostRequest): Reply {
  const body = html`<h1>Local Git host</h1>
<p>It speaks GitHub's API at <code>${host.origin}/rest</code>, Enterprise Server's at <code>${host.origin}/api/v3</code>,
OAuth at <code>/login/oauth</code>, and git over HTTP.</p>`;
  return page(host, request, { title: 'Start', body });
}
