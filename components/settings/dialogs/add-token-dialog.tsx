import { TokenFields } from '#components/git-tokens/token-fields.tsx';
import { useTokenForm } from '#components/git-tokens/use-token-form.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { type Toast, showToast } from '#components/ui/toast.tsx';
import { statusLooks } from '#lib/git-tokens/status-words.ts';
import type { Failure } from '#lib/result.ts';
import type { RuntimeRow } from '#lib/runtimes/view.ts';
import type { RowDialogProps } from '#components/settings/settings-dialogs.tsx';
import { sayFailure } from '#components/settings/use-rows.ts';

/** What came of adding, in a sentence. */
function saidOf({ name, status, token }: RuntimeRow, host: string): Toast {
  const { label, tone } = statusLooks[status.code];
  if (tone === 'muted')
    return { text: `${name}: stored, but ${host} could not be asked. It is Not checked until it can.`, tone };
  const works = tone === 'good' || tone === 'soon';
  const who = token?.login ?? null;
  return { text: `${name}: ${label}${works && who !== null ? ` as ${who}` : ''}.`, tone: works ? 'good' : 'broken' };
}

/** Paste a token. */
export default function AddTokenDialog({ row, page, actions, rows, onOpen, onClose }: RowDialogProps) {
  const integration = page.integrations[row.integrationId];
  const entry = useTokenForm(integration, async (input, gone) => {
    let refused: Failure | null = null;
    await rows.during(row.id, 'checking', async () => {
      const result = await actions.addToken({ runtimeId: row.id, ...input });
      if (!result.ok) {
        // Without its dialog the answer is said in a toast, and nothing opens unasked.
        if (gone()) return sayFailure(result);
        refused = result;
        return;
      }
      const { row: after, others } = result.value;
      await rows.put(after);
      const said = saidOf(after, integration?.host ?? '');
      if (others.length > 0 && !gone()) return onOpen({ kind: 'others', row: after, others, said });
      showToast(said);
      if (!gone()) onClose();
    });
    return refused;
  });
  if (integration === undefined) return null;
  const { host } = integration;
  const verb = row.token === null ? 'Add token' : 'Update token';

  return (
    <Dialog title={`${verb} for ${row.name}`} onClose={onClose} locked={entry.sending}>
      <form onSubmit={entry.onSubmit} className="contents" autoComplete="off">
        <div className="dialog-body">
          <p className="hint">
            {row.name} commits to {row.repository} at {host} with it, in your name.
            {row.token === null
              ? ''
              : ` The ${row.token.kindLabel} …${row.token.lastFour} stays until the new one has passed.`}
          </p>
          <TokenFields source={integration} entry={entry} today={page.now.slice(0, 10)} />
        </div>
        <footer className="dialog-foot">
          <Button look="quiet" onClick={onClose} disabled={entry.sending}>
            Cancel
          </Button>
          <Button type="submit" look="primary" busy={entry.sending}>
            {entry.sending ? `Checking with ${host}…` : verb}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
