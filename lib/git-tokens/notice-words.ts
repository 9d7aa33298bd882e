import { failureMessage, failures } from '#lib/failures.ts';
import type { IntegrationView, RuntimeRow } from '#lib/runtimes/view.ts';
import { statusLooks } from './status-words.ts';

/** What came of a walk to the provider and back, for the top of User Settings. */
export interface Notice {
  readonly tone: 'good' | 'broken' | 'muted';
  readonly text: string;
  /** The next step it offers for a runtime; null where there is none. */
  readonly offer: NoticeOffer | null;
}

/**
 * `others`: further runtimes may use the token, and those first that used the one it replaced, `previous`. `switch`: the
 * person was signed in at the provider as another account, `login`, and may mean it.
 */
export type NoticeOffer = { readonly row: RuntimeRow } & (
  | { readonly kind: 'others'; readonly previous: string | null }
  | { readonly kind: 'switch'; readonly login: string }
);

/** What the page knows: the runtime that the address names, as it stands now, and how many there are. */
export interface NoticeFacts {
  readonly row: RuntimeRow | null;
  readonly integrations: Readonly<Record<string, IntegrationView>>;
  readonly total: number;
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

type Params = Readonly<Record<string, string | string[] | undefined>>;

/** A name out of the address, where anybody may write: only what names of scopes, accounts and repositories are made of. */
function plain(value: string | string[] | undefined): string {
  return typeof value === 'string' && /^[\w.:/ ,-]{1,120}$/.test(value) ? value : '';
}

/** Reads the notice out of the page's address; null when there is none, or none known. Pure. */
export function noticeFrom(params: Params, { row, integrations, total }: NoticeFacts): Notice | null {
  const code = params['notice'];
  if (typeof code !== 'string') return null;
  if (code === 'authorized') {
    // Anybody may write this address: without a runtime to look at nothing is claimed.
    if (row === null) return null;
    const previous = params['previous'];
    const { label, tone } = statusLooks[row.status.code];
    const works = tone === 'good' || tone === 'soon';
    const who = row.token?.login ?? null;
    return {
      tone: works ? 'good' : tone === 'muted' ? 'muted' : 'broken',
      text: works ? `${row.name} is authorized${who === null ? '' : ` as ${who}`}.` : `${row.name}: ${label}.`,
      offer:
        works && total > 1
          ? { kind: 'others', row, previous: typeof previous === 'string' && uuid.test(previous) ? previous : null }
          : null,
    };
  }
  if (!Object.hasOwn(failures, code)) return null;
  const host = row === null ? 'the Git provider' : (integrations[row.integrationId]?.host ?? 'the Git provider');
  const repository = row?.repository ?? 'the repository';
  const login = plain(params['login']);
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
  const about = row === null ? '' : `${row.name}: `;
  return {
    tone: 'broken',
    text: `${about}${message}${row?.token == null ? '' : ' The token you had stays.'}`,
    offer: code === 'other_owner' && row !== null && login !== '' ? { kind: 'switch', row, login } : null,
  };
}
