import './dialogs.css';
import { useState } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ExternalLink } from '#components/ui/external-link.tsx';
import { showToast } from '#components/ui/toast.tsx';
import type { RuntimeRow } from '#lib/runtimes/view.ts';
import type { Revoked } from '#components/settings/settings-actions.ts';
import type { RowDialogProps } from '#components/settings/settings-dialogs.tsx';
import { sayFailure } from '#components/settings/use-rows.ts';

function without(row: RuntimeRow): RuntimeRow {
  return {
    ...row,
    token: null,
    status: {
      code: 'not_authorized',
      reason: null,
      missing: [],
      remedyUrl: null,
      verdictAt: null,
      acceptedAt: null,
      checkedAt: null,
      reportedAt: null,
    },
  };
}

function outcome(revocation: Revoked, host: string): { text: string; open: boolean } {
  switch (revocation) {
    case 'revoked':
      return { text: `Deleted here and revoked at ${host}.`, open: false };
    case 'still_used':
      return { text: 'Deleted for this runtime. Your other runtimes keep the token.', open: false };
    case 'kept':
      return { text: `Deleted here. It still works at ${host}.`, open: true };
    case 'unsupported':
      return { text: `Deleted here. ${host} lets only you revoke it.`, open: true };
    case 'failed':
      return { text: `Deleted here, but ${host} did not confirm that it is revoked. Revoke it there.`, open: true };
  }
}

/** Says what deleting affects, and whether the token dies at the provider or is only forgotten here. */
export default function DeleteTokenDialog({ row, page, actions, rows, onClose }: RowDialogProps) {
  // Fixed while the dialog is open: deleting is shown in the list before it is confirmed.
  const [token] = useState(row.token);
  const [everywhere, setEverywhere] = useState(false);
  const [revoke, setRevoke] = useState(true);
  const host = page.integrations[row.integrationId]?.host ?? 'the provider';
  if (token === null) return null;
  const { runtimes, revocable, manageUrl, kindLabel, lastFour, login } = token;
  const last = runtimes <= 1 || everywhere;

  function send() {
    onClose();
    void rows.during(row.id, 'saving', async () => {
      let after = row;
      await rows.put(without(row));
      try {
        const result = await actions.deleteToken({
          runtimeId: row.id,
          everywhere,
          revoke: last && revocable && revoke,
        });
        if (!result.ok) return await sayFailure(result);
        after = result.value.row;
        sayOutcome(result.value);
      } finally {
        // What was shown before it was confirmed does not outlive a refusal, or a server that did not answer.
        await rows.put(after);
      }
    });
  }

  function sayOutcome({ revocation, manageUrl }: { revocation: Revoked; manageUrl: string }) {
    const { text, open } = outcome(revocation, host);
    showToast({
      text: `${row.name}: ${text}`,
      tone: revocation === 'failed' ? 'broken' : 'good',
      ...(open ? { link: { href: manageUrl, label: `Manage on ${host}` } } : {}),
    });
  }

  return (
    <Dialog title={`Delete token of ${row.name}?`} onClose={onClose}>
      <div className="dialog-body">
        <p>
          {row.name} can no longer commit to Git in your name. The runtime itself and other people are not affected.
        </p>
        <p className="hint">
          {kindLabel} <code className="code">…{lastFour}</code>
          {login === null ? '' : ` of ${login}`}
          {runtimes > 1 ? `, used for ${runtimes} of your runtimes` : ''}
        </p>
        {runtimes > 1 ? (
          <fieldset className="grid gap-1">
            <legend className="label mb-1.5">Delete it from</legend>
            <label className="choice">
              <input type="radio" name="where" checked={!everywhere} onChange={() => setEverywhere(false)} />
              <span>
                {row.name} only
                <span className="hint block">
                  {runtimes - 1 === 1 ? 'Your other runtime keeps it.' : `Your ${runtimes - 1} other runtimes keep it.`}
                </span>
              </span>
            </label>
            <label className="choice">
              <input type="radio" name="where" checked={everywhere} onChange={() => setEverywhere(true)} />
              <span>
                All {runtimes} runtimes that use it
                <span className="hint block">None of them can commit in your name until you authorize it again.</span>
              </span>
            </label>
          </fieldset>
        ) : null}
        {last && revocable ? (
          <label className="choice">
            <input type="checkbox" checked={revoke} onChange={(event) => setRevoke(event.currentTarget.checked)} />
            <span>
              Revoke it at {host} too
              <span className="hint block">
                {revoke
                  ? 'It stops working everywhere, also where you use it outside Git Tokens.'
                  : `It is only forgotten here and keeps working at ${host}.`}
              </span>
            </span>
          </label>
        ) : null}
        {last && !revocable ? (
          <Alert tone="info">
            <p>
              The token is only forgotten here. It stays valid until you revoke it at {host}, which lets nobody else do
              it. <ExternalLink href={manageUrl}>Manage on {host}</ExternalLink>
            </p>
          </Alert>
        ) : null}
      </div>
      <footer className="dialog-foot">
        <Button look="quiet" onClick={onClose} data-autofocus="">
          Cancel
        </Button>
        <Button look="danger" onClick={send}>
          Delete token
        </Button>
      </footer>
    </Dialog>
  );
}
