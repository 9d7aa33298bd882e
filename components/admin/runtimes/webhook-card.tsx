import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import type { StatusShape, StatusTone } from '#lib/git-tokens/status-words.ts';
import type { WebhookView } from '#lib/runtimes/admin-view.ts';
import { agoWords } from '#lib/time-words.ts';
import type { RuntimeParts } from './runtime-parts.ts';
import { StateBadge } from './state-badge.tsx';

const looks: Readonly<
  Record<WebhookView['state'], { readonly label: string; readonly tone: StatusTone; readonly shape: StatusShape }>
> = {
  none: { label: 'None', tone: 'muted', shape: 'dashed' },
  active: { label: 'Active', tone: 'good', shape: 'check' },
  gone: { label: 'Gone', tone: 'soon', shape: 'unplug' },
};

/** Whether the webhook is there, where it delivers to, and when something last came. */
export function WebhookCard({ runtime, onCheck, onOpen }: RuntimeParts) {
  const { page, pending } = runtime;
  const { webhook, lastEventAt, repository } = page;
  const now = new Date(page.now);
  return (
    <section className="card rt-card" aria-labelledby="webhook-title">
      <header>
        <h2 id="webhook-title">Webhook</h2>
        <StateBadge {...looks[webhook.state]} />
      </header>
      <dl className="facts">
        <dt>Repository</dt>
        <dd>{repository}</dd>
        <dt>Delivers to</dt>
        <dd className="copy-line">
          <span className="code">{webhook.url}</span>
          <CopyButton text={webhook.url} label="Copy webhook address" />
        </dd>
        <dt>Last event</dt>
        <dd>{lastEventAt === null ? 'none yet' : agoWords(new Date(lastEventAt), now)}</dd>
        {webhook.checkedAt === null ? null : (
          <>
            <dt>Checked</dt>
            <dd>{agoWords(new Date(webhook.checkedAt), now)}</dd>
          </>
        )}
      </dl>
      <footer>
        {webhook.state === 'none' ? null : (
          <Button busy={pending === 'check'} onClick={onCheck}>
            Check webhook
          </Button>
        )}
        {webhook.state === 'active' || page.state === 'webhook' ? null : (
          <Button onClick={() => onOpen({ kind: 'webhook' })}>
            {webhook.state === 'gone' ? 'Re-create webhook' : 'Create webhook'}
          </Button>
        )}
      </footer>
    </section>
  );
}
