import './runtimes.css';
import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import { statusGroups } from '#lib/git-tokens/status.ts';
import { refusedSince, statusLooks } from '#lib/git-tokens/status-words.ts';
import type { AdminRuntimeRow } from '#lib/runtimes/admin-view.ts';
import { stateLook, whoWords } from '#lib/runtimes/state-words.ts';
import { agoWords } from '#lib/time-words.ts';
import { providerMark } from './provider-mark.ts';
import { StateBadge } from './state-badge.tsx';

/** What stands under the badge; null when the badge says it all. */
function why({ state, status, webhookState }: AdminRuntimeRow, now: Date): string | null {
  const broken = statusGroups[status.code] === 'broken';
  if (state === 'complete_installation') {
    if (status.code === 'not_authorized') return 'Git runtime token, webhook and key are left';
    if (broken) return `Its token: ${statusLooks[status.code].label}`;
    return webhookState === 'none' ? 'Webhook and key are left' : 'Its key is left';
  }
  if (state !== 'token') return null;
  if (status.missing.length > 0) return `Lacks ${status.missing.join(', ')}`;
  const refusedAt = refusedSince(status);
  return refusedAt === null ? null : `Refused ${agoWords(refusedAt, now)}`;
}

function Row({ row, now }: { row: AdminRuntimeRow; now: Date }) {
  const { id, name, provider, integrationName, repository, authorizations, lastEventAt, state } = row;
  const reason = why(row, now);
  return (
    <tr>
      <td className="c-runtime">
        <div className="runtime">
          <Icon name={providerMark(provider)} />
          <PageLink href={`/admin/runtimes/${id}`} className="rt-link cut">
            {name}
          </PageLink>
          <span className="sub cut" title={`${integrationName} · ${repository}`}>
            {integrationName} · {repository}
          </span>
        </div>
      </td>
      <td className="c-status">
        <StateBadge {...stateLook(row)} />
        {reason === null ? null : <div className="sub why">{reason}</div>}
      </td>
      <td className="c-who">
        <span>{whoWords(row)}</span>
        <div className="sub">{authorizations === 0 ? 'none authorized' : `${authorizations} authorized`}</div>
      </td>
      <td className="c-event">
        {lastEventAt === null ? (
          <span className="sub">no event yet</span>
        ) : (
          <time dateTime={lastEventAt}>{agoWords(new Date(lastEventAt), now)}</time>
        )}
      </td>
      <td className="c-go" aria-hidden="true">
        {state === 'complete_installation' ? <span className="rt-go">Continue</span> : null}
        <Icon name="right" />
      </td>
    </tr>
  );
}

/** Every runtime, what needs the administrator first; each row leads to its page. */
export function RuntimeList({ rows, now }: { rows: readonly AdminRuntimeRow[]; now: string }) {
  const at = new Date(now);
  return (
    <table className="runtimes fleet">
      <thead>
        <tr>
          <th scope="col">Runtime</th>
          <th scope="col">State</th>
          <th scope="col">Who may use it</th>
          <th scope="col">Last Git event</th>
          <th scope="col" aria-hidden="true" />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} now={at} />
        ))}
      </tbody>
    </table>
  );
}
