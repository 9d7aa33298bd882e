import type { Host } from './host.ts';
import type { HostRequest, Reply } from './http.ts';
import { applicationPage, applicationsPage, revokeApplication } from './pages-applications.ts';
import { deleteHook, hooksPage, redeliverHook } from './pages-hooks.ts';
import { avatar, notFoundPage } from './pages-layout.ts';
import { createClassic, newClassicPage } from './pages-new-classic.ts';
import { createFineGrained, newFineGrainedPage } from './pages-new-fine-grained.ts';
import { ownerPage, repositoryPage, startPage } from './pages-repository.ts';
import { signIn, signInPage, signOut } from './pages-sign-in.ts';
import { authorizeSso, ssoPage } from './pages-sso.ts';
import { revokeToken, tokensPage } from './pages-tokens.ts';

type Handler = (host: Host, request: HostRequest, match: readonly string[]) => Reply | Promise<Reply>;

const NAME = String.raw`([\w.-]+)`;
const HOOKS = `^/${NAME}/${NAME}/settings/hooks`;
const APPLICATION = new RegExp(`^/settings/connections/applications/${NAME}$`);

const ROUTES: readonly (readonly [method: string, pattern: RegExp, handler: Handler])[] = [
  ['GET', /^\/$/, startPage],
  ['GET', /^\/login$/, (host, request) => signInPage(host, request)],
  ['POST', /^\/login$/, signIn],
  ['POST', /^\/logout$/, signOut],
  ['GET', /^\/settings\/(?:tokens|personal-access-tokens)$/, tokensPage],
  ['GET', /^\/settings\/tokens\/new$/, newClassicPage],
  ['POST', /^\/settings\/tokens\/new$/, createClassic],
  ['GET', /^\/settings\/personal-access-tokens\/new$/, newFineGrainedPage],
  ['POST', /^\/settings\/personal-access-tokens\/new$/, createFineGrained],
  ['POST', /^\/settings\/tokens\/(\d+)\/revoke$/, revokeToken],
  ['GET', /^\/settings\/applications$/, applicationsPage],
  ['GET', APPLICATION, applicationPage],
  ['POST', new RegExp(`^/settings/connections/applications/${NAME}/revoke$`), revokeApplication],
  ['GET', new RegExp(`^/orgs/${NAME}/sso$`), ssoPage],
  ['POST', new RegExp(`^/orgs/${NAME}/sso$`), authorizeSso],
  ['GET', /^\/avatars\/([\w-]+)$/, (_host, _request, [login = '']) => avatar(login)],
  ['GET', new RegExp(`^/${NAME}$`), ownerPage],
  ['GET', new RegExp(`^/${NAME}/${NAME}$`), repositoryPage],
  // GitHub has a page for each webhook; here the one page shows them all.
  ['GET', new RegExp(`${HOOKS}(?:/\\d+)?$`), hooksPage],
  ['POST', new RegExp(`${HOOKS}/(\\d+)/delete$`), deleteHook],
  ['POST', new RegExp(`${HOOKS}/deliveries/(\\d+)/redeliver$`), redeliverHook],
];

/** The host's web pages. */
export async function servePage(host: Host, request: HostRequest): Promise<Reply> {
  for (const [method, pattern, handler] of ROUTES) {
    const match = pattern.exec(request.url.pathname);
    if (match && method === request.method) return handler(host, request, match.slice(1));
  }
  return notFoundPage(host, request);
}
