import { providerMark } from '#components/admin/runtimes/provider-mark.ts';
import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import type { IntegrationPage } from '#lib/git-integrations/show.ts';
import { runtimesUse } from './integration-words.ts';

/** The way back to the list. */
export function IntegrationCrumbs() {
  return (
    <nav className="ig-crumbs" aria-label="Breadcrumb">
      <PageLink href="/admin/integrations">Git integrations</PageLink>
      <span aria-hidden="true">/</span>
    </nav>
  );
}

/** Which integration this is, and what uses it. */
export function IntegrationHeader({ page }: { page: IntegrationPage }) {
  return (
    <>
      <IntegrationCrumbs />
      <div className="ig-head">
        <Icon name={providerMark(page.provider)} />
        <div>
          <h1 className="page-title">{page.name}</h1>
          <p className="hint">
            {page.providerLabel} at {page.host} · {runtimesUse(page.runtimes)}
          </p>
        </div>
      </div>
    </>
  );
}
