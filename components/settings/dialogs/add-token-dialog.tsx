import './dialogs.css';
import { type FormEvent, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SecretInput } from '#components/ui/secret-input.tsx';
import { type Toast, showToast } from '#components/ui/toast.tsx';
import type { Recognition } from '#lib/git-providers/provider.ts';
import { recognise } from '#lib/git-providers/recognise.ts';
import { statusLooks } from '#lib/git-tokens/status-words.ts';
import type { Failure } from '#lib/result.ts';
import type { RuntimeRow } from '#lib/runtimes/view.ts';
import type { RowDialogProps } from '#components/settings/settings-dialogs.tsx';
import { sayFailure } from '#components/settings/use-rows.ts';
import { Recognised } from './recognised.tsx';
import { TokenGuide } from './token-guide.tsx';
import { TokenRefused } from './token-refused.tsx';

/** What came of adding, in a sentence. */
function saidOf({ name, status, token }: RuntimeRow, host: string): Toast {
  const { label, tone } = statusLooks[status.code];
  if (tone === 'muted')
    return { text: `${name}: stored, but ${host} could not be asked. It is Not checked until it can.`, tone };
  const works = tone === 'good' || tone === 'soon';
  const who = token?.login ?? null;
  return { text: `${name}: ${label}${works && who !== null ? ` as ${who}` : ''}.`, tone: works ? 'good' : 'broken' };
}

/** Characters of a pasted text that are sent to the server, which bounds what it reads. */
const mostSent = 32_768;

/** Paste a token. Its text is in the form's field alone, read when it is sent. */
export default function AddTokenDialog({ row, page, actions, rows, onOpen, onClose }: RowDialogProps) {
  const integration = page.integrations[row.integrationId];
  const form = useRef<HTMLFormElement>(null);
  const [seen, setSeen] = useState<Recognition | null>(null);
  const [kindId, setKindId] = useState(integration?.tokenKinds[0]?.id ?? '');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [sending, setSending] = useState(false);
  if (integration === undefined) return null;
  const { host, tokenForms } = integration;
  const verb = row.token === null ? 'Add token' : 'Update token';
  const missing = failure?.detail?.['missing'];

  function look(text: string) {
    const trimmed = text.trim();
    const recognition = trimmed === '' ? null : recognise(trimmed, tokenForms);
    setSeen(recognition);
    setFailure(null);
    if (recognition?.verdict === 'token') setKindId(recognition.kind.id);
  }

  async function send(acceptOtherOwner: boolean) {
    if (form.current === null || sending) return;
    const data = new FormData(form.current);
    const field = data.get('token');
    const token = typeof field === 'string' ? field : '';
    const expiresOn = data.get('expiresOn');
    // Too much to send; what is only a little too long the server refuses.
    if (token.length > mostSent) return setFailure({ ok: false, code: 'token_too_long' });
    setSending(true);
    setFailure(null);
    await rows.during(row.id, 'checking', async () => {
      const result = await actions.addToken({
        runtimeId: row.id,
        token,
        expiresOn: typeof expiresOn === 'string' && expiresOn !== '' ? expiresOn : null,
        acceptOtherOwner,
      });
      // Without its dialog the answer is said in a toast, and nothing opens unasked.
      const gone = form.current === null;
      if (!result.ok) {
        if (gone) return sayFailure(result);
        setFailure(result);
        form.current?.querySelector<HTMLInputElement>('#token')?.select();
        return;
      }
      const { row: after, others } = result.value;
      await rows.put(after);
      const said = saidOf(after, host);
      if (others.length > 0 && !gone) return onOpen({ kind: 'others', row: after, others, said });
      showToast(said);
      if (!gone) onClose();
    });
    setSending(false);
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    void send(false);
  }

  return (
    <Dialog title={`${verb} for ${row.name}`} onClose={onClose} locked={sending}>
      <form ref={form} onSubmit={onSubmit} className="contents" autoComplete="off">
        <div className="dialog-body">
          <p className="hint">
            {row.name} commits to {row.repository} at {host} with it, in your name.
            {row.token === null
              ? ''
              : ` The ${row.token.kindLabel} …${row.token.lastFour} stays until the new one has passed.`}
          </p>
          <div className="field">
            <label htmlFor="token">Personal access token</label>
            <SecretInput
              id="token"
              name="token"
              shown="token"
              required
              data-autofocus=""
              aria-describedby="token-seen"
              aria-invalid={
                failure !== null || seen?.verdict === 'wrong_kind' || seen?.verdict === 'mistyped' || undefined
              }
              onChange={(event) => look(event.currentTarget.value)}
            />
            <Recognised seen={seen} host={host} id="token-seen" />
          </div>
          {failure === null ? null : <TokenRefused failure={failure} host={host} onAccept={() => void send(true)} />}
          <TokenGuide
            integration={integration}
            kindId={kindId}
            missing={Array.isArray(missing) ? missing : []}
            onKind={setKindId}
          />
          <details>
            <summary className="hint">It has an expiry date that {host} does not tell</summary>
            <div className="field mt-2 max-w-56">
              <label htmlFor="expires-on">Expires on (optional)</label>
              <input id="expires-on" name="expiresOn" type="date" className="input" min={page.now.slice(0, 10)} />
            </div>
          </details>
        </div>
        <footer className="dialog-foot">
          <Button look="quiet" onClick={onClose} disabled={sending}>
            Cancel
          </Button>
          <Button type="submit" look="primary" busy={sending}>
            {sending ? `Checking with ${host}…` : verb}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
