import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import type { Move } from '#components/admin/integrations/move.ts';

/** Says what another address costs, before it is saved. */
export default function MoveDialog({
  move: { oldHost, newHost, tokens, people },
  busy,
  onConfirm,
  onClose,
}: {
  move: Move;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const whose = people === 1 ? ' of 1 person' : people > 1 ? ` of ${people} people` : '';
  return (
    <Dialog title={`Move from ${oldHost} to ${newHost}?`} onClose={onClose} locked={busy}>
      <div className="dialog-body">
        <ul className="ig-goes">
          {tokens === 0 ? (
            <li>No token is stored for {oldHost}, so nobody has to reconnect.</li>
          ) : (
            <li>
              {tokens === 1 ? '1 stored token' : `${tokens} stored tokens`}
              {whose} can no longer be used, and show as <b>Reconnect required</b>. None of them is ever sent to{' '}
              {newHost}.
            </li>
          )}
          <li>
            The client secret of {oldHost} is forgotten. An OAuth application of {newHost} needs its own client ID and
            secret.
          </li>
          <li>Webhooks of its runtimes stay at {oldHost} and are no longer believed. Make new ones on their pages.</li>
        </ul>
        {tokens === 0 ? null : (
          <p>Moving back later does not undo this: each token must be checked before it is used again.</p>
        )}
      </div>
      <footer className="dialog-foot">
        <Button look="quiet" onClick={onClose} disabled={busy} data-autofocus="">
          Cancel
        </Button>
        <Button look="danger" busy={busy} onClick={onConfirm}>
          Move to {newHost}
        </Button>
      </footer>
    </Dialog>
  );
}
