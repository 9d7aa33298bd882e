import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useId, useRef, useState } from 'react';
import { Avatar } from '#components/ui/avatar.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { MemberView } from '#lib/runtimes/admin-view.ts';
import { findUsers, queryKeys } from './fetch.ts';

/** People as chips, and a field that finds more of them as one types (WAI-ARIA: combobox with a list). */
export function MemberPicker({
  members,
  onAdd,
  onRemove,
}: {
  members: readonly MemberView[];
  onAdd: (member: MemberView) => void;
  onRemove: (member: MemberView) => void;
}) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const q = useDeferredValue(text.trim());
  const { data, isFetching, error } = useQuery({
    queryKey: queryKeys.users(q),
    queryFn: ({ signal }) => findUsers(q, signal),
    placeholderData: keepPreviousData,
    enabled: open,
  });
  const found = (data ?? []).filter((user) => !members.some((member) => member.userId === user.userId)).slice(0, 8);
  const active = found[Math.min(at, found.length - 1)];

  function add(user: MemberView) {
    onAdd(user);
    setText('');
    setAt(0);
    // Left open, it would lie over the button that saves.
    setOpen(false);
    field.current?.focus();
  }

  function onKey(event: KeyboardEvent<HTMLInputElement>) {
    const last = members.at(-1);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt(found.length === 0 ? 0 : (Math.min(at, found.length - 1) + step + found.length) % found.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (open && active !== undefined) add(active);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      setOpen(false);
    } else if (event.key === 'Backspace' && text === '' && last !== undefined) {
      onRemove(last);
    }
  }

  return (
    <div className="field">
      <label htmlFor={id}>Members</label>
      {members.length === 0 ? (
        <p className="hint">Nobody yet: nobody but administrators would see it.</p>
      ) : (
        <ul className="people" aria-label="Members">
          {members.map((member) => (
            <li key={member.userId} title={member.email}>
              <Avatar name={member.name} url={null} />
              <span className="cut">{member.name}</span>
              {member.disabled ? <span className="sub">disabled</span> : null}
              <button
                type="button"
                aria-label={`Remove ${member.name}`}
                onClick={() => {
                  onRemove(member);
                  field.current?.focus();
                }}
              >
                <Icon name="close" small />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="finder">
        <input
          ref={field}
          id={id}
          className="input"
          role="combobox"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && active !== undefined ? `${id}-${active.userId}` : undefined}
          placeholder="Name or e-mail"
          autoComplete="off"
          maxLength={100}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
            setOpen(true);
          }}
          onClick={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKey}
        />
        <div id={`${id}-list`} role="listbox" aria-label="People" className="finder-list" hidden={!open}>
          {found.map((user) => (
            <button
              type="button"
              tabIndex={-1}
              key={user.userId}
              id={`${id}-${user.userId}`}
              role="option"
              aria-selected={user === active}
              // The field keeps the focus: the list would close before the click.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => add(user)}
            >
              <Avatar name={user.name} url={null} medium />
              <span className="min-w-0">
                <span className="cut block">
                  {user.name}
                  {user.disabled ? ' (disabled)' : ''}
                </span>
                <span className="sub cut block">{user.email}</span>
              </span>
            </button>
          ))}
        </div>
        {open && found.length === 0 ? (
          <p className="finder-list finder-none">
            {error === null ? (isFetching ? 'Looking…' : none(q)) : 'The server does not answer. Type again.'}
          </p>
        ) : null}
      </div>
    </div>
  );
}

function none(q: string): string {
  return q === '' ? 'Everybody is a member already.' : `Nobody new matches “${q}”.`;
}
