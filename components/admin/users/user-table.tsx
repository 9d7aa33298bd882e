import './users.css';
import { Avatar } from '#components/ui/avatar.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { expiryWords } from '#lib/time-words.ts';
import type { UserRow } from '#lib/users/view.ts';

function Row({
  row,
  now,
  busy,
  onMenu,
}: {
  row: UserRow;
  now: Date;
  busy: boolean;
  onMenu: (row: UserRow, anchor: HTMLElement) => void;
}) {
  const { name, email, role, disabledAt, authorized, external, me } = row;
  return (
    <tr className={disabledAt === null ? undefined : 'user-off'} aria-busy={busy || undefined}>
      <td className="c-user">
        <Avatar name={name} url={null} medium />
        <div className="min-w-0">
          <b className="cut block" title={name}>
            {name}
            {me ? <span className="sub font-normal"> (you)</span> : null}
          </b>
          <span className="sub cut block" title={email}>
            {email}
          </span>
        </div>
      </td>
      <td className="c-role">
        {role === 'administrator' ? 'Administrator' : 'User'}
        {external ? <div className="sub">signs in by OpenID Connect</div> : null}
      </td>
      <td className="c-count">
        {authorized === 0 ? (
          <span className="sub">no runtime yet</span>
        ) : authorized === 1 ? (
          '1 runtime'
        ) : (
          `${authorized} runtimes`
        )}
      </td>
      <td className="c-state">
        <span className={`status tone-${disabledAt === null ? 'good' : 'muted'}`}>
          <Icon name={disabledAt === null ? 'check' : 'octagon'} small />
          {disabledAt === null ? 'Active' : 'Disabled'}
        </span>
        {disabledAt === null ? null : <div className="sub why">since {expiryWords(new Date(disabledAt), now)}</div>}
      </td>
      <td className="c-menu">
        {me ? null : (
          <button
            type="button"
            className="btn btn-quiet btn-icon"
            aria-label={`Actions for ${name}`}
            aria-haspopup="menu"
            onClick={(event) => onMenu(row, event.currentTarget)}
          >
            {busy ? <span className="spin" aria-hidden="true" /> : <Icon name="dots" />}
          </button>
        )}
      </td>
    </tr>
  );
}

/** Everybody with an account. */
export function UserTable({
  rows,
  now,
  busy,
  onMenu,
}: {
  rows: readonly UserRow[];
  now: string;
  /** Whose account is being changed. */
  busy: string | null;
  onMenu: (row: UserRow, anchor: HTMLElement) => void;
}) {
  const at = new Date(now);
  return (
    <table className="runtimes users">
      <thead>
        <tr>
          <th scope="col">Person</th>
          <th scope="col">Role</th>
          <th scope="col">Authorized</th>
          <th scope="col">State</th>
          <th scope="col">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.userId} row={row} now={at} busy={busy === row.userId} onMenu={onMenu} />
        ))}
      </tbody>
    </table>
  );
}
