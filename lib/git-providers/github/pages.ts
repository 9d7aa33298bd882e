import type { GitHost, Purpose } from '#lib/git-providers/provider.ts';
import { neededPermissions, neededScopes } from './permissions.ts';

/** GitHub ignores the name beside a token; this one is its own custom. */
export const basicUser = 'x-access-token';

function page(host: GitHost, path: string, query: Readonly<Record<string, string>> = {}): string {
  const url = new URL(path, host.origin);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** The clone address. @throws TypeError for text that is not `owner/name`. */
export function cloneUrl(host: GitHost, repository: string): string {
  if (!/^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/.test(repository)) throw new TypeError('a repository is owner/name');
  return page(host, `/${repository}.git`);
}

/** The page with a repository's webhooks. */
export function webhooksUrl(host: GitHost, repository: string): string {
  return page(host, `/${repository.split('/').map(encodeURIComponent).join('/')}/settings/hooks`);
}

/** The scopes to ask for at the consent page. */
export function authorizeUrl(input: {
  host: GitHost;
  clientId: string;
  redirectUri: string;
  state: string;
  codeChallenge: string;
  purpose: Purpose;
}): string {
  return page(input.host, '/login/oauth/authorize', {
    response_type: 'code',
    client_id: input.clientId,
    redirect_uri: input.redirectUri,
    scope: neededScopes(input.purpose, 'oauth')
      .map(({ name }) => name)
      .join(' '),
    state: input.state,
    code_challenge: input.codeChallenge,
    code_challenge_method: 'S256',
  });
}

/**
 * The page that makes a token, prefilled. The prefilling of both pages is a convenience GitHub has broken before: the
 * scopes are shown beside the link as well. GitHub cuts names at 40 characters and descriptions at 1,024.
 */
export function tokenPageUrl(host: GitHost, purpose: Purpose, kindId: string, name: string): string {
  if (kindId !== 'fine-grained') {
    const scopes = neededScopes(purpose, kindId).map((scope) => scope.name);
    return page(host, '/settings/tokens/new', { scopes: scopes.join(','), description: name });
  }
  // `metadata=read` comes with every other permission.
  const wanted = neededPermissions(purpose).filter(({ key }) => key !== 'metadata');
  const prefilled = Object.fromEntries(wanted.map(({ key, level }) => [key, level]));
  return page(host, '/settings/personal-access-tokens/new', {
    name: Array.from(name).slice(0, 40).join(''),
    description: Array.from(`${name}: commits on your behalf`).slice(0, 1024).join(''),
    expires_in: '90',
    ...prefilled,
  });
}

/** The page where the person sees and revokes tokens of a kind. */
export function manageUrl(host: GitHost, kindId: string, application: { clientId: string } | null): string {
  if (kindId === 'fine-grained') return page(host, '/settings/personal-access-tokens');
  if (kindId !== 'oauth') return page(host, '/settings/tokens');
  if (application === null) return page(host, '/settings/applications');
  return page(host, `/settings/connections/applications/${encodeURIComponent(application.clientId)}`);
}
