import './integrations.css';
import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import type { AdminIntegration } from '#lib/git-integrations/list.ts';
import type { IntegrationActions } from './integration-actions.ts';
import { IntegrationCard } from './integration-card.tsx';

/** Every Git integration, one card each. */
export function IntegrationList({
  integrations,
  actions,
}: {
  integrations: readonly AdminIntegration[];
  actions: Pick<IntegrationActions, 'testConnection'>;
}) {
  const add = (
    <PageLink className="btn btn-primary" href="/admin/integrations/new">
      Add Git integration
    </PageLink>
  );
  if (integrations.length === 0) {
    return (
      <section className="card empty mt-6">
        <Icon name="link" />
        <h2>No Git integration yet</h2>
        <p>
          Add the Git provider that your runtimes commit to. With its OAuth application, people authorize in one click.
        </p>
        {add}
      </section>
    );
  }
  return (
    <>
      <div className="ig-bar">
        <p className="hint">The Git providers that runtimes commit to.</p>
        {add}
      </div>
      <ul className="ig-list" aria-label="Git integrations">
        {integrations.map((integration) => (
          <li key={integration.id}>
            <IntegrationCard integration={integration} actions={actions} />
          </li>
        ))}
      </ul>
    </>
  );
}
