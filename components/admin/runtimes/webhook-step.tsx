import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { ExternalLink } from '#components/ui/external-link.tsx';
import type { Failure } from '#lib/result.ts';
import type { RuntimeParts } from './runtime-parts.ts';
import { WebhookRefused } from './webhook-refused.tsx';

/** Third step: what tells the runtime of Git events. */
export function WebhookStep({ runtime, onCreateWebhook, onSkip }: RuntimeParts & { onSkip: () => void }) {
  const { page, pending } = runtime;
  const { name, repository, repositoryUrl, host, webhook, token } = page;
  const [failure, setFailure] = useState<Failure | null>(null);

  async function create() {
    setFailure(null);
    const result = await onCreateWebhook();
    if (result !== null && !result.ok) setFailure(result);
  }

  return (
    <section className="card install-card" aria-labelledby="step-title">
      <div className="install-body">
        <h2 id="step-title" tabIndex={-1}>
          Webhook
        </h2>
        <p>
          With it {host} tells {name} of every push within seconds. It is made for you, with the Git runtime token; one
          of ours that is there already is used again.
        </p>
        <dl className="facts">
          <dt>Made on</dt>
          <dd>
            <ExternalLink href={repositoryUrl}>{repository}</ExternalLink>
          </dd>
          <dt>By</dt>
          <dd>{token?.login ?? 'the owner of the Git runtime token'}</dd>
          <dt>Delivers to</dt>
          <dd>
            <span className="code">{webhook.url}</span>
          </dd>
          <dt>Signed</dt>
          <dd>with a secret that only {host} and this server know</dd>
        </dl>
        {failure === null ? null : <WebhookRefused failure={failure} host={host} />}
        <div className="install-foot">
          <Button look="primary" busy={pending === 'webhook'} onClick={() => void create()}>
            {pending === 'webhook' ? `Asking ${host}…` : failure === null ? 'Create webhook' : 'Try again'}
          </Button>
          <Button look="quiet" onClick={onSkip} aria-describedby="skip-about">
            Continue without webhook
          </Button>
        </div>
        <p id="skip-about" className="hint">
          Without it {name} works, but hears of no Git event until it looks by itself, and none shows up here. It can be
          created later on the page of the runtime.
        </p>
      </div>
    </section>
  );
}
