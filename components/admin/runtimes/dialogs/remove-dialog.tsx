import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import type { Removed } from '#components/admin/runtimes/runtime-actions.ts';
import type { RuntimeDialogProps } from '#components/admin/runtimes/runtime-parts.ts';
import { sayFailure } from '#components/admin/runtimes/use-runtime.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { showToast } from '#components/ui/toast.tsx';
import { RemovedDialog } from './removed-dialog.tsx';

/** Says exactly what goes and whom it affects, and asks for the name. */
export default function RemoveDialog({ runtime, actions, onClose }: RuntimeDialogProps) {
  const { page, pending, run, onRemoved } = runtime;
  const { name, repository, host, token, webhook, keys, authorizations } = page;
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const [removed, setRemoved] = useState<Removed | null>(null);
  const busy = pending === 'remove';
  const confirmed = typed.trim() === name;

  function leave() {
    router.push('/admin/runtimes');
  }

  async function remove() {
    const result = await run('remove', async () => {
      const answer = await actions.removeRuntime({ runtimeId: page.id });
      // Before the next look for news, which would find nothing.
      if (answer.ok) onRemoved();
      return answer;
    });
    if (result === null) return;
    if (!result.ok) return sayFailure(result);
    if (result.value.left.length > 0 || result.value.webhook === 'left') return setRemoved(result.value);
    showToast({ text: `${name} was removed${result.value.webhook === 'deleted' ? ', with its webhook' : ''}.` });
    leave();
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (confirmed) void remove();
  }

  if (removed !== null) return <RemovedDialog page={page} removed={removed} onClose={leave} />;
  return (
    <Dialog title={`Remove ${name}?`} onClose={onClose} locked={busy}>
      <form onSubmit={onSubmit} className="contents">
        <div className="dialog-body">
          <ul className="goes">
            {keys.length === 0 ? null : (
              <li>
                {keys.length === 1 ? 'Its key stops' : 'Its two keys stop'} working at once: {name} gets no credentials
                any more, and commits for nobody.
              </li>
            )}
            <li>
              {authorizations === 0
                ? 'Nobody has authorized it, so nobody loses anything.'
                : `${authorizations === 1 ? '1 person' : `${authorizations} people`} authorized it. It leaves their lists; a token that serves no other runtime is deleted and, where ${host} allows it, revoked.`}
            </li>
            {token === null ? null : (
              <li>
                Its Git runtime token{token.login === null ? '' : ` of ${token.login}`} is deleted
                {token.revocable
                  ? ` and revoked at ${host}`
                  : ` here; it stays valid at ${host} until it is revoked there`}
                .
              </li>
            )}
            {webhook.state === 'none' ? null : <li>Its webhook is deleted from {repository}.</li>}
            <li>The repository itself and what was committed stay as they are.</li>
          </ul>
          <div className="field">
            <label htmlFor="confirm-name">
              Type <b>{name}</b> to confirm
            </label>
            <input
              id="confirm-name"
              className="input"
              autoComplete="off"
              spellCheck={false}
              value={typed}
              data-autofocus=""
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          </div>
        </div>
        <footer className="dialog-foot">
          <Button look="quiet" onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button
            type="submit"
            look={confirmed ? 'danger' : 'plain'}
            busy={busy}
            aria-disabled={!confirmed || undefined}
          >
            Remove runtime
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
