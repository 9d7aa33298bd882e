import { type FormEvent, useState } from 'react';
import type { RuntimeDialogProps } from '#components/admin/runtimes/runtime-parts.ts';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import { showToast } from '#components/ui/toast.tsx';
import { failureMessage } from '#lib/failures.ts';
import type { Failure } from '#lib/result.ts';

/** Another name, for people to read. */
export default function RenameDialog({ runtime, actions, onClose }: RuntimeDialogProps) {
  const { page, pending, run } = runtime;
  const [failure, setFailure] = useState<Failure | null>(null);
  const [before] = useState(page.name);
  const busy = pending === 'rename';

  async function rename(name: string) {
    if (name === page.name) return onClose();
    setFailure(null);
    const result = await run('rename', () => actions.renameRuntime({ runtimeId: page.id, name }));
    if (result === null) return;
    if (!result.ok) return setFailure(result);
    showToast({ text: `${before} is ${result.value.page.name} now.` });
    onClose();
  }

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get('name');
    if (typeof name === 'string') void rename(name.trim());
  }

  return (
    <Dialog title={`Rename ${before}`} onClose={onClose} locked={busy}>
      <form onSubmit={onSubmit} className="contents">
        <div className="dialog-body">
          {failure === null ? null : (
            <Alert tone="broken" live>
              {failureMessage(failure)}
            </Alert>
          )}
          <TextField
            label="Name"
            name="name"
            required
            maxLength={64}
            autoComplete="off"
            defaultValue={page.name}
            data-autofocus=""
            hint="People see it in User Settings. Tokens, keys and the webhook stay as they are."
          />
        </div>
        <footer className="dialog-foot">
          <Button look="quiet" onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button type="submit" look="primary" busy={busy}>
            Rename
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
