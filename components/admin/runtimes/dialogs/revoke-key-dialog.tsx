import type { RuntimeDialogProps } from '#components/admin/runtimes/runtime-parts.ts';
import { sayFailure } from '#components/admin/runtimes/use-runtime.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { showToast } from '#components/ui/toast.tsx';
import type { RuntimeKeyView } from '#lib/runtimes/admin-view.ts';
import { agoWords } from '#lib/time-words.ts';

/** Ends a key, after saying what that stops. */
export default function RevokeKeyDialog({
  runtime,
  actions,
  runtimeKey: key,
  onClose,
}: RuntimeDialogProps & { runtimeKey: RuntimeKeyView }) {
  const { page, pending, run } = runtime;
  const busy = pending === 'revoke';
  const last = page.keys.every((each) => each.id === key.id);

  async function revoke() {
    const result = await run('revoke', () => actions.revokeRuntimeKey({ runtimeId: page.id, keyId: key.id }));
    if (result === null) return;
    onClose();
    if (result.ok) showToast({ text: `${key.shown} is revoked.` });
    else sayFailure(result);
  }

  return (
    <Dialog title="Revoke runtime key?" onClose={onClose} locked={busy}>
      <div className="dialog-body">
        <p>
          <code className="code">{key.shown}</code> stops working with its next request; it cannot be brought back.{' '}
          {key.lastUsedAt === null
            ? 'It was never used.'
            : `It was last used ${agoWords(new Date(key.lastUsedAt), new Date(page.now))}.`}
        </p>
        <p>
          {last
            ? `It is the only key of ${page.name}, which then commits for nobody until it has a new one.`
            : `${page.name} must have its other key by now.`}
        </p>
      </div>
      <footer className="dialog-foot">
        <Button look="quiet" onClick={onClose} disabled={busy} data-autofocus="">
          Cancel
        </Button>
        <Button look="danger" busy={busy} onClick={() => void revoke()}>
          Revoke key
        </Button>
      </footer>
    </Dialog>
  );
}
