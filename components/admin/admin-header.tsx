import './admin.css';
import { PageLink } from '#components/ui/page-link.tsx';

const pages = [
  { id: 'integrations', href: '/admin/integrations', label: 'Git integrations' },
  { id: 'runtimes', href: '/admin/runtimes', label: 'Runtimes' },
  { id: 'users', href: '/admin/users', label: 'Users' },
] as const;

/** Title of the administrator's pages and the way between them. */
export function AdminHeader({ current }: { current: (typeof pages)[number]['id'] }) {
  return (
    <>
      <h1 className="page-title">Administration</h1>
      <nav className="admin-nav" aria-label="Administration">
        {pages.map(({ id, href, label }) => (
          <PageLink key={id} href={href} current={id === current}>
            {label}
          </PageLink>
        ))}
      </nav>
    </>
  );
}
