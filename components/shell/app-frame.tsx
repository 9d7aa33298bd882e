import type { ReactNode } from 'react';
import { Avatar } from '#components/ui/avatar.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import { Brand } from './brand.tsx';
import { type Theme, ThemeSwitch } from './theme-switch.tsx';

export interface FrameUser {
  readonly name: string;
  readonly email: string;
  readonly role: 'user' | 'administrator';
}

/** Header and main of a page for someone who is signed in. The user menu opens without script. */
export function AppFrame({
  user,
  section,
  theme,
  signOut,
  children,
}: {
  user: FrameUser;
  section: 'settings' | 'admin';
  theme: Theme;
  signOut: (form: FormData) => Promise<void>;
  children: ReactNode;
}) {
  return (
    <>
      <a className="btn skip" href="#main">
        Skip to content
      </a>
      <header className="top">
        <PageLink href="/settings" label="Git Tokens">
          <Brand />
        </PageLink>
        <nav className="nav" aria-label="Main">
          <PageLink href="/settings" current={section === 'settings'}>
            User Settings
          </PageLink>
          {user.role === 'administrator' ? (
            <PageLink href="/admin/integrations" current={section === 'admin'}>
              Administration
            </PageLink>
          ) : null}
        </nav>
        <button type="button" className="ml-auto rounded-full" popoverTarget="user-menu">
          <Avatar name={user.name} url={null} medium />
          <span className="sr-only">Account of {user.name}</span>
        </button>
        <div id="user-menu" popover="auto" className="menu">
          <div className="px-2.5 pt-1.5 pb-2.5">
            <p className="font-[650] wrap-anywhere">{user.name}</p>
            <p className="hint wrap-anywhere">{user.email}</p>
          </div>
          <ThemeSwitch initial={theme} />
          <hr />
          <a className="menu-item" href="/settings/password">
            <Icon name="key" />
            Change password
          </a>
          <form action={signOut}>
            <button type="submit" className="menu-item">
              <Icon name="leave" />
              Sign out
            </button>
          </form>
        </div>
      </header>
      <main id="main" className="page" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
