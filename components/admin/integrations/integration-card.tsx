'use client';

import { useState } from 'react';
import { providerMark } from '#components/admin/runtimes/provider-mark.ts';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import { showToast } from '#components/ui/toast.tsx';
import { failureMessage } from '#lib/failures.ts';
import type { ConnectionReport } from '#lib/git-integrations/connection-words.ts';
import type { AdminIntegration } from '#lib/git-integrations/list.ts';
import { ConnectionResult } from './connection-result.tsx';
import type { IntegrationActions } from './integration-actions.ts';
import { runtimesUse } from './integration-words.ts';

/** One Git integration: where it is, whether people can authorize with OAuth, and whether it answers when asked. */
export function IntegrationCard({
  integration,
  actions,
}: {
  integration: AdminIntegration;
  actions: Pick<IntegrationActions, 'testConnection'>;
}) {
  const { id, name, provider, providerLabel, host, apiBase, oauthClientId, hasClientSecret, lookalike, runtimes } =
    integration;
  const page = `/admin/integrations/${id}`;
  const [report, setReport] = useState<ConnectionReport | null>(null);
  const [busy, setBusy] = useState(false);

  async function test() {
    setBusy(true);
    setReport(null);
    const result = await actions
      .testConnection({ integrationId: id })
      .catch(() => ({ ok: false, code: 'unexpected' }) as const);
    setBusy(false);
    if (result.ok) setReport(result.value);
    else showToast({ text: failureMessage(result), tone: 'broken' });
  }

  return (
    <article className="card ig-card" aria-labelledby={`name-${id}`}>
      <header>
        <Icon name={providerMark(provider)} />
        <div>
          <h2 id={`name-${id}`}>
            <PageLink href={page}>{name}</PageLink>
          </h2>
          <p className="sub">
            {providerLabel} at {host}
          </p>
        </div>
        {oauthClientId !== null && hasClientSecret ? (
          <span className="status tone-good">
            <Icon name="check" small />
            OAuth
          </span>
        ) : (
          <span className="status tone-muted">
            <Icon name="dashed" small />
            Tokens only
          </span>
        )}
      </header>
      {lookalike === null ? null : (
        <Alert tone="soon" icon="triangle">
          People may see this host as <b>{lookalike}</b>. It is really called {host}: make sure that it is the host you
          mean.
        </Alert>
      )}
      <dl className="ig-facts">
        <dt>API</dt>
        <dd>{apiBase}</dd>
        <dt>OAuth application</dt>
        <dd>{oauthClientId ?? 'None: people paste tokens'}</dd>
        <dt>Runtimes</dt>
        <dd>{runtimesUse(runtimes)}</dd>
        {integration.hasCaBundle ? (
          <>
            <dt>Certificates</dt>
            <dd>Trusted by a CA bundle of your own</dd>
          </>
        ) : null}
      </dl>
      <ConnectionResult report={report} />
      <footer>
        <Button busy={busy} aria-label={`Test connection of ${name}`} onClick={() => void test()}>
          Test connection
        </Button>
        <PageLink className="btn" href={page} label={`Edit ${name}`}>
          <Icon name="pencil" />
          Edit
        </PageLink>
      </footer>
    </article>
  );
}
