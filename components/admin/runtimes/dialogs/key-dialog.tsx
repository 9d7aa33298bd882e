import { useState } from 'react';
import { MadeKey } from '#components/admin/runtimes/made-key.tsx';
import type { RuntimeDialogProps } from '#components/admin/runtimes/runtime-parts.ts';
import { WebhookRefused } from '#components/admin/runtimes/webhook-refused.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import type { Failure } from '#lib/result.ts';

/** Another key; once it is shown, the dialog closes by saying that it was stored, and by nothing else. */
export default function KeyDialog({ runtime, actions, publicUrl, onClose }: RuntimeDialogProps) {
  const { page, pending, run } = runtime;
  const [made, setMade] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const busy = pending === 'key';

  async function create() {
    setFailure(null);
    const result = await run('key', () => actions.createRuntimeKey({ runtimeId: page.id }));
    if (result === null) return;
    if (result.ok) setMade(result.value.key);
    else setFailure(result);
  }

  return (
    <Dialog title={`New runtime key for ${page.name}`} onClose={onClose} locked={busy || made !== null}>
      <div className="dialog-body">
        {made === null ? (
          <p>
            {page.keys.length === 0
              ? `${page.name} asks with it for the Git credentials of whoever acts in it. It is shown once.`
              : 'The key there is keeps working. Put the new one in its place, see here that it is used, then revoke the old one.'}
          </p>
        ) : (
          <MadeKey page={page} runtimeKey={made} publicUrl={publicUrl} />
        )}
        {failure === null ? null : <WebhookRefused failure={failure} host={page.host} />}
      </div>
      <footer className="dialog-foot">
        {made === null ? (
          <>
            <Button look="quiet" onClick={onClose} disabled={busy}>
              Cancel
            </Button>
            <Button look="primary" busy={busy} onClick={() => void create()} data-autofocus="">
              Create runtime key
            </Button>
          </>
        ) : (
          <Button look="primary" onClick={onClose}>
            I have stored it
          </Button>
        )}
      </footer>
    </Dialog>
  );
}
