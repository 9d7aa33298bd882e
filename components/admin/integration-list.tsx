import { CopyButton } from '#components/ui/copy-button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { AdminIntegration } from '#lib/git-integrations/list.ts';

/** Every Git integration, with what its OAuth application must be registered with. */
export function IntegrationList({ integrations }: { integrations: readonly AdminIntegration[] }) {
  if (integrations.length === 0) {
    return (
      <section className="card empty">
        <Icon name="link" />
        <h2>No Git integration yet</h2>
        <p>
          Add the Git provider that your runtimes commit to. With its OAuth application, people authorize in one click.
        </p>
      </section>
    );
  }
  return (
    <section className="card" aria-label="Git integrations">
      {integrations.map(({ id, name, providerLabel, host, apiBase, oauthClientId, redirectUri, runtimes }) => (
        <article key={id} className="admin-item">
          <div className="runtime">
            <Icon name="github" />
            <b>{name}</b>
            <span className="sub">
              {providerLabel} · {host} · {runtimes === 1 ? '1 runtime' : `${runtimes} runtimes`}
            </span>
          </div>
          <dl className="pair">
            <dt>API</dt>
            <dd>{apiBase}</dd>
            <dt>Client ID</dt>
            <dd>{oauthClientId ?? 'none: people can only paste tokens'}</dd>
            <dt>Redirect URI</dt>
            <dd className="copy">
              <span className="code">{redirectUri}</span>
              <CopyButton text={redirectUri} label={`Copy redirect URI of ${name}`} />
            </dd>
          </dl>
        </article>
      ))}
    </section>
  );
}
