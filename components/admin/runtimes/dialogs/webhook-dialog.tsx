import { useState } from 'react';
import type { RuntimeDialogProps } from '#components/admin/runtimes/runtime-parts.ts';
import { WebhookRefused } from '#components/admin/runtimes/webhook-refused.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import type { Failure } from '#lib/result.ts';

/** Makes the webhook, again or for the first time. */
export default function WebhookDialog({ runtime, onCreateWebhook, onClose }: RuntimeDialogProps) {
  const { page, pending } = runtime;
  const { repository, host, webhook, token } = page;
  const [failure, setFailure] = useState<Failure | null>(null);
  const [verb] = useState(webhook.state === 'gone' ? 'Re-create webhook' : 'Create webhook');
  const busy = pending === 'webhook';

  async function create() {
    setFailure(null);
    const result = await onCreateWebhook();
    if (result === null) return;
    if (result.ok) onClose();
    else setFailure(result);
  }

  return (
    <Dialog title={verb} onClose={onClose} locked={busy}>
      <div className="dialog-body">
        <p>
          It is made on <b>{repository}</b> with the Git runtime token{token?.login == null ? '' : ` of ${token.login}`}
          , and tells this server of every push. One of ours that is there already is used again.
        </p>
        <p className="code">{webhook.url}</p>
        {failure === null ? null : <WebhookRefused failure={failure} host={host} />}
      </div>
      <footer className="dialog-foot">
        <Button look="quiet" onClick={onClose} disabled={busy}>
          Cancel
        </Button>
        <Button look="primary" busy={busy} onClick={() => void create()} data-autofocus="">
          {busy ? `Asking ${host}…` : failure === null ? verb : 'Try again'}
        </Button>
      </footer>
    </Dialog>
  );
}
