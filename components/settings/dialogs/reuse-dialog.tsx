import './dialogs.css';
import { useState } from 'react';
import { Avatar } from '#components/ui/avatar.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { showToast } from '#components/ui/toast.tsx';
import { statusLooks } from '#lib/git-tokens/status-words.ts';
import type { TokenView } from '#lib/runtimes/view.ts';
import { expiryWords } from '#lib/time-words.ts';
import type { RowDialogProps } from '#components/settings/settings-dialogs.tsx';
import { sayFailure } from '#components/settings/use-rows.ts';
import { changedMeanwhile, wasChangedMeanwhile } from './outcomes.ts';

function about({ kindLabel, lastFour, runtimes, expiresAt, expiry }: TokenView, now: Date): string {
  const parts = [`${kindLabel} …${lastFour}`, runtimes === 1 ? 'used for 1 runtime' : `used for ${runtimes} runtimes`];
  if (expiry === 'renews') parts.push('renews itself');
  else if (expiresAt !== null) parts.push(`expires ${expiryWords(new Date(expiresAt), now)}`);
  return parts.join(', ');
}

/** A token already held serves this runtime too, without a round trip to the provider's pages. */
export default function ReuseDialog({
  row,
  page,
  actions,
  rows,
  onClose,
  tokens,
}: RowDialogProps & { tokens: readonly TokenView[] }) {
  const [chosen, setChosen] = useState(tokens[0]?.id ?? '');
  const onlyOAuth = tokens.every((token) => token.kind === 'oauth');
  const now = new Date(page.now);

  function send() {
    onClose();
    void rows.during(row.id, 'checking', async () => {
      const result = await actions.reuseToken({ tokenId: chosen, runtimeIds: [row.id] });
      if (!result.ok) return sayFailure(result);
      const outcome = result.value.outcomes[0];
      if (outcome === undefined || wasChangedMeanwhile(outcome)) {
        return showToast({ text: `${row.name}: ${changedMeanwhile}`, tone: 'broken' });
      }
      const { label, tone } = statusLooks[outcome.status.code];
      showToast({
        text: `${row.name}: ${label}.${outcome.used ? '' : ' Nothing was changed.'}`,
        tone: tone === 'good' || tone === 'soon' ? 'good' : tone === 'muted' ? 'muted' : 'broken',
      });
    });
  }

  return (
    <Dialog title={onlyOAuth ? 'You already have access' : 'Use an existing token'} onClose={onClose}>
      <div className="dialog-body">
        <p>
          {onlyOAuth
            ? `An authorization you gave can serve ${row.name} as well. It is checked for ${row.repository} first.`
            : `Choose the token for ${row.name}. It is checked for ${row.repository} first.`}
        </p>
        <fieldset className="grid gap-1.5">
          <legend className="sr-only">Token</legend>
          {tokens.map((token) => (
            <label key={token.id} className="choice choice-box">
              <input
                type="radio"
                name="token"
                checked={token.id === chosen}
                onChange={() => setChosen(token.id)}
                data-autofocus={token.id === chosen ? '' : undefined}
              />
              <Avatar name={token.login ?? '?'} url={token.avatarUrl} medium />
              <span>
                {token.login ?? 'not known yet'}
                <span className="hint block">{about(token, now)}</span>
              </span>
            </label>
          ))}
        </fieldset>
      </div>
      <footer className="dialog-foot">
        {onlyOAuth ? (
          <Button
            onClick={() => {
              onClose();
              void rows.authorize(row);
            }}
          >
            Authorize again
          </Button>
        ) : (
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
        )}
        <Button look="primary" onClick={send}>
          Use it for {row.name.length > 24 ? 'this runtime' : row.name}
        </Button>
      </footer>
    </Dialog>
  );
}
