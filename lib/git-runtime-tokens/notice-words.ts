import { failureMessage, failures } from '#lib/failures.ts';
import { statusLooks } from '#lib/git-tokens/status-words.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';

/** What came of a walk to the provider and back, for the top of a runtime's page. */
export interface RuntimeNotice {
  readonly tone: 'good' | 'broken' | 'muted';
  readonly text: string;
  /** The other account that was signed in at the provider, which may be meant; null where that is no question. */
  readonly switchTo: string | null;
}

/** A name out of the address, where anybody may write: only what names of scopes, accounts and repositories are made of. */
function plain(value: string | string[] | undefined): string {
  return typeof value === 'string' && /^[\w.:/ ,-]{1,120}$/.test(value) ? value : '';
}

/** Reads the notice out of the page's address; null when there is none, or none known. Pure. */
export function runtimeNoticeFrom(
  params: Readonly<Record<string, string | string[] | undefined>>,
  {
    name,
    host,
    repository,
    status,
    token,
  }: Pick<AdminRuntimePage, 'name' | 'host' | 'repository' | 'status' | 'token'>,
): RuntimeNotice | null {
  const code = params['notice'];
  if (typeof code !== 'string') return null;
  if (code === 'authorized') {
    // Anybody may write this address: what is said is how the token stands now.
    const { label, tone } = statusLooks[status.code];
    const works = tone === 'good' || tone === 'soon';
    const who = token?.login ?? null;
    return {
      tone: works ? 'good' : tone === 'muted' ? 'muted' : 'broken',
      text: works ? `${name} works as ${who ?? 'the owner of its token'} now.` : `${name}: ${label}.`,
      switchTo: null,
    };
  }
  if (!Object.hasOwn(failures, code)) return null;
  const login = plain(params['login']);
  if (code === 'other_owner' && login !== '') {
    const previous = plain(params['previousLogin']) || 'another account';
    return {
      tone: 'muted',
      text: `${login} was signed in at ${host}, and ${name} works as ${previous}. Switch only if that is meant; nothing was changed.`,
      switchTo: login,
    };
  }
  const message = failureMessage({
    code,
    detail: {
      host,
      repository,
      login: login || 'this account',
      previousLogin: plain(params['previousLogin']) || 'another account',
      missing: plain(params['missing']) || 'a needed permission',
    },
  });
  return {
    tone: 'broken',
    // A grant that waits for single sign-on is the token it has now.
    text: `${message}${token === null || status.code === 'sso_required' ? '' : ' The token it had stays.'}`,
    switchTo: null,
  };
}
