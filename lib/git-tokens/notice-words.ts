import { failureMessage, failures } from '#lib/failures.ts';
import type { RuntimePage } from '#lib/runtimes/view.ts';
import { statusLooks } from './status-words.ts';

/** What came of a walk to the provider and back, for the top of User Settings. */
export interface Notice {
  readonly tone: 'good' | 'broken' | 'muted';
  readonly text: string;
  /** The runtime whose token further runtimes may use; null where none is offered. */
  readonly offerOthersOf: string | null;
}

type Params = Readonly<Record<string, string | string[] | undefined>>;

/** A name out of the address, where anybody may write: only what names of scopes, accounts and repositories are made of. */
function plain(value: string | string[] | undefined): string {
  return typeof value === 'string' && /^[\w.:/ ,-]{1,120}$/.test(value) ? value : '';
}

/** Reads the notice out of the page's address; null when there is none, or none known. Pure. */
export function noticeFrom(params: Params, page: RuntimePage): Notice | null {
  const code = params['notice'];
  if (typeof code !== 'string') return null;
  const row = page.rows.find((each) => each.id === params['runtime']);
  if (code === 'authorized') {
    if (row === undefined) return { tone: 'good', text: 'Authorized.', offerOthersOf: null };
    const { label, tone } = statusLooks[row.status.code];
    const works = tone === 'good' || tone === 'soon';
    const who = row.token?.login ?? null;
    return {
      tone: works ? 'good' : tone === 'muted' ? 'muted' : 'broken',
      text: works ? `${row.name} is authorized${who === null ? '' : ` as ${who}`}.` : `${row.name}: ${label}.`,
      offerOthersOf: works && page.counts.all > 1 ? row.id : null,
    };
  }
  if (!Object.hasOwn(failures, code)) return null;
  const host =
    row === undefined ? 'the Git provider' : (page.integrations[row.integrationId]?.host ?? 'the Git provider');
  const repository = row?.repository ?? 'the repository';
  const message = failureMessage({
    code,
    detail: {
      host,
      repository,
      login: plain(params['login']) || 'this account',
      previousLogin: plain(params['previousLogin']) || 'another account',
      missing: plain(params['missing']) || 'a needed permission',
    },
  });
  const about = row === undefined ? '' : `${row.name}: `;
  return {
    tone: 'broken',
    text: `${about}${message}${row?.token == null ? '' : ' The token you had stays.'}`,
    offerOthersOf: null,
  };
}
