import Link from 'next/link';

const pages = [
  { id: 'integrations', href: '/admin/integrations', label: 'Git integrations' },
  { id: 'runtimes', href: '/admin/runtimes', label: 'Runtimes' },
] as const;

/** Title of the administrator's pages and the way between them. */
export function AdminHeader({ current }: { current: 'integrations' | 'runtimes' }) {
  return (
    <>
      <h1 className="page-title">Administration</h1>
      <nav className="admin-nav" aria-label="Administration">
        {pages.map(({ id, href, label }) => (
          <Link key={id} href={href} prefetch={false} aria-current={id === current ? 'page' : undefined}>
            {label}
          </Link>
        ))}
      </nav>
    </>
  );
}
