import { memo } from 'react';
import { Avatar } from '#components/ui/avatar.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { statusWords } from '#lib/git-tokens/status-words.ts';
import type { IntegrationView, RuntimeRow as Row, TokenView } from '#lib/runtimes/view.ts';
import { agoWords, expiryWords } from '#lib/time-words.ts';
import { type Command, buttonsFor, factsOf } from './row-offers.ts';
import { OfferButton } from './offer-button.tsx';

export type Pending = 'checking' | 'saving' | 'leaving';

const providerMarks: Readonly<Record<string, 'github'>> = { github: 'github', 'github-enterprise': 'github' };

/** When the token ends; a dash where that no longer matters, because it does not work. */
function expires({ expiresAt, expiry }: TokenView, dead: boolean, now: Date): string {
  if (expiresAt !== null && expiry !== 'renews') return expiryWords(new Date(expiresAt), now);
  if (dead) return '–';
  if (expiry === 'renews') return 'renews itself';
  return expiry === 'never' ? 'never' : 'not told';
}

function tokenCell({ login, avatarUrl, kindLabel, lastFour, runtimes }: TokenView) {
  return (
    <>
      <div className="who">
        <Avatar name={login ?? '?'} url={avatarUrl} />
        <span className="cut">{login ?? 'not known yet'}</span>
      </div>
      <div className="sub">{`${kindLabel} …${lastFour}${runtimes > 1 ? `, for ${runtimes} runtimes` : ''}`}</div>
    </>
  );
}

/** One runtime. `now` is ISO text, so that a row whose data did not change is not drawn again. */
export const RuntimeRow = memo(function RuntimeRow({
  row,
  integration,
  now: nowText,
  pending,
  onCommand,
  onMenu,
}: {
  row: Row;
  integration: IntegrationView;
  now: string;
  pending: Pending | undefined;
  onCommand: (command: Command, row: Row) => void;
  onMenu: (row: Row, anchor: HTMLElement) => void;
}) {
  const now = new Date(nowText);
  const { token, status } = row;
  const words = statusWords(factsOf(row, integration, now));
  const nameId = `n-${row.id}`;
  const blocked = status.code === 'not_authorized' && !integration.hasOAuth;
  const why = blocked ? 'No OAuth: ask an administrator' : words.short;
  const dead = ['expired', 'revoked', 'reconnect_required'].includes(status.code);
  const soon = words.tone === 'soon' || status.code === 'expired';
  return (
    <tr aria-busy={pending !== undefined || undefined}>
      <td className="c-runtime">
        <div className="runtime">
          <Icon name={providerMarks[integration.provider] ?? 'branch'} />
          <b id={nameId} className="cut" title={row.name}>
            {row.name}
          </b>
          <span className="sub cut" title={`${integration.providerLabel} at ${integration.host} · ${row.repository}`}>
            {integration.host} · {row.repository}
          </span>
        </div>
      </td>
      <td className="c-token">{token === null ? <span className="sub">none yet</span> : tokenCell(token)}</td>
      <td className="c-status">
        {pending === 'checking' || pending === 'saving' ? (
          <span className="status tone-muted">
            <span className="spin" />
            {pending === 'checking' ? 'Checking…' : 'Saving…'}
          </span>
        ) : (
          <span className={`status tone-${words.tone}`}>
            <Icon name={words.shape} small />
            {words.label}
          </span>
        )}
        {why === null ? null : <div className="sub why">{why}</div>}
      </td>
      <td className="c-expires">
        {token === null ? (
          <span className="sub">–</span>
        ) : (
          <>
            <span className={soon ? 'strong' : dead ? 'dead' : undefined}>{expires(token, dead, now)}</span>
            {token.expiry === 'user' ? <span className="sub"> by you</span> : null}
            <div className="sub">
              {status.checkedAt === null ? null : `checked ${agoWords(new Date(status.checkedAt), now)}`}
            </div>
          </>
        )}
      </td>
      <td className="c-actions">
        <div className="actions">
          {buttonsFor(row, integration).map((offer) => (
            <OfferButton
              key={offer.label}
              offer={offer}
              row={row}
              busy={pending}
              describedBy={nameId}
              onCommand={onCommand}
            />
          ))}
          <button
            type="button"
            id={`m-${row.id}`}
            className="btn btn-quiet btn-icon"
            aria-label={`More for ${row.name}`}
            aria-haspopup="menu"
            onClick={(event) => onMenu(row, event.currentTarget)}
          >
            <Icon name="dots" />
          </button>
        </div>
      </td>
    </tr>
  );
});
