import './admin.css';
import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';

/** The way back to the list. */
export function Crumbs({ to }: { to: 'runtimes' | 'integrations' }) {
  return (
    <nav className="crumbs" aria-label="Breadcrumb">
      <PageLink href={`/admin/${to}`}>
        <Icon name="left" small />
        {to === 'runtimes' ? 'Runtimes' : 'Git integrations'}
      </PageLink>
    </nav>
  );
}
