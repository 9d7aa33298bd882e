import type { GitHost } from '#lib/git-providers/provider.ts';

/**
 * The page of `X-GitHub-SSO: required; url=…` where the person authorizes the token for an organization. Null where the
 * address is not https at the host itself, or not exactly at its origin: it is shown as a link.
 */
export function ssoUrl(header: string, host: GitHost): string | null {
  const text = /^required;\s*url=(\S{1,2048})$/.exec(header.trim())?.[1];
  const url = text === undefined ? null : URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return null;
  const home = new URL(host.origin);
  const sameHost = url.protocol === 'https:' && url.hostname === home.hostname;
  return sameHost || url.origin === home.origin ? url.href : null;
}
