import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';

/** The way back to the list. */
export function Crumbs() {
  return (
    <nav className="crumbs" aria-label="Breadcrumb">
      <PageLink href="/admin/runtimes">
        <Icon name="left" small />
        Runtimes
      </PageLink>
    </nav>
  );
}
