import { Crumbs } from '#components/admin/crumbs.tsx';
import { providerMark } from '#components/admin/runtimes/provider-mark.ts';
import { Icon } from '#components/ui/icon.tsx';
import type { IntegrationPage } from '#lib/git-integrations/show.ts';
import { runtimesUse } from './integration-words.ts';

/** Which integration this is, and what uses it. */
export function IntegrationHeader({ page }: { page: IntegrationPage }) {
  return (
    <>
      <Crumbs to="integrations" />
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
