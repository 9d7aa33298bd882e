'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Menu, type MenuItem } from '#components/ui/menu.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import { SearchField } from '#components/ui/search-field.tsx';
import { showToast } from '#components/ui/toast.tsx';
import { failureMessage } from '#lib/failures.ts';
import type { MadePassword } from '#lib/users/make-password.ts';
import type { UserPage, UserRow } from '#lib/users/view.ts';
import { AddUserDialog } from './add-user-dialog.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import { MadePassword as MadePasswordDialog } from './made-password.tsx';
import type { UserActions, UserChange } from './user-actions.ts';
import { UserPaging } from './user-paging.tsx';
import { UserTable } from './user-table.tsx';
import { changeWords } from './user-words.ts';

type Open =
  | { readonly kind: 'menu'; readonly row: UserRow; readonly anchor: HTMLElement }
  | { readonly kind: 'change'; readonly row: UserRow; readonly change: UserChange }
  | { readonly kind: 'made'; readonly title: string; readonly made: MadePassword }
  | { readonly kind: 'add' };

const offers = {
  password: { label: 'Make a new password…', icon: 'refresh' },
  disable: { label: 'Disable…', icon: 'octagon' },
  enable: { label: 'Enable…', icon: 'check' },
  promote: { label: 'Make administrator…', icon: 'key' },
  demote: { label: 'Make ordinary user…', icon: 'unplug' },
} as const satisfies Record<UserChange, Pick<MenuItem, 'label' | 'icon'>>;

/** Owns what is open and what is under way on the page of people; the list itself comes from the server. */
export function UserIsland({ page, q, actions }: { page: UserPage; q: string; actions: UserActions }) {
  const router = useRouter();
  const [open, setOpen] = useState<Open | null>(null);
  const [busy, setBusy] = useState<string | null>(null);

  function search(text: string) {
    router.replace(text === '' ? '/admin/users' : `/admin/users?${new URLSearchParams({ q: text }).toString()}`, {
      scroll: false,
    });
  }

  async function apply(row: UserRow, change: UserChange) {
    const { userId } = row;
    setOpen(null);
    setBusy(userId);
    try {
      if (change === 'password') return await renew(row);
      const result = await (change === 'disable'
        ? actions.disableUser({ userId })
        : change === 'enable'
          ? actions.enableUser({ userId })
          : actions.setRole({ userId, role: change === 'promote' ? 'administrator' : 'user' }));
      showToast(result.ok ? { text: changeWords(change, row).done } : { text: failureMessage(result), tone: 'broken' });
    } catch {
      showToast({ text: 'The server could not be reached. Reload the page to see how things are.', tone: 'broken' });
    } finally {
      setBusy(null);
    }
  }

  async function renew({ userId, name }: UserRow) {
    const result = await actions.makePassword({ userId });
    if (result.ok) setOpen({ kind: 'made', title: `New password of ${name}`, made: result.value });
    else showToast({ text: failureMessage(result), tone: 'broken' });
  }

  const items = (row: UserRow): readonly MenuItem[] => {
    const offer = (change: UserChange): MenuItem => ({
      id: change,
      ...offers[change],
      danger: change === 'disable',
      disabled: busy !== null,
      onSelect: () => setOpen({ kind: 'change', row, change }),
    });
    return [
      ...(row.external ? [] : [offer('password')]),
      offer(row.role === 'administrator' ? 'demote' : 'promote'),
      offer(row.disabledAt === null ? 'disable' : 'enable'),
    ];
  };

  return (
    <>
      <div className="users-bar">
        <SearchField label="Find a person" q={q} onSearch={search} />
        <Button look="primary" onClick={() => setOpen({ kind: 'add' })}>
          <Icon name="plus" />
          Add user
        </Button>
      </div>
      <p className="sr-only" role="status">
        {q === '' ? '' : `${page.matching} people match.`}
      </p>
      <section className="card" aria-label="People">
        {page.rows.length === 0 ? (
          <div className="empty">
            <Icon name="search" />
            <h2>Nobody matches “{q}”</h2>
            <p>Names and e-mail addresses are searched.</p>
            <PageLink className="btn" href="/admin/users">
              Show everybody
            </PageLink>
          </div>
        ) : (
          <>
            <UserTable
              rows={page.rows}
              now={page.now}
              busy={busy}
              onMenu={(row, anchor) => setOpen({ kind: 'menu', row, anchor })}
            />
            <UserPaging q={q} page={page} />
          </>
        )}
      </section>
      {open?.kind === 'menu' ? (
        <Menu
          label={`Actions for ${open.row.name}`}
          {...(open.row.external ? { about: 'Signs in at the organization: there is no password here.' } : {})}
          anchor={open.anchor}
          items={items(open.row)}
          onClose={() => setOpen((now) => (now?.kind === 'menu' ? null : now))}
        />
      ) : null}
      {open?.kind === 'change' ? (
        <ChangeDialog
          row={open.row}
          change={open.change}
          onDo={() => void apply(open.row, open.change)}
          onClose={() => setOpen((now) => (now?.kind === 'change' ? null : now))}
        />
      ) : null}
      {open?.kind === 'made' ? (
        <MadePasswordDialog {...open.made} title={open.title} onClose={() => setOpen(null)} />
      ) : null}
      {open?.kind === 'add' ? <AddUserDialog addUser={actions.addUser} onClose={() => setOpen(null)} /> : null}
    </>
  );
}
