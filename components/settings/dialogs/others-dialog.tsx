import './dialogs.css';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { failureMessage } from '#lib/failures.ts';
import type { Failure } from '#lib/result.ts';
import { type Toast, showToast } from '#components/ui/toast.tsx';
import type { OtherRuntime, RuntimeOutcome } from '#lib/runtimes/view.ts';
import { fetchOthers } from '#components/settings/fetch.ts';
import { queryKeys } from '#components/settings/query-keys.ts';
import type { RowDialogProps } from '#components/settings/settings-dialogs.tsx';
import { sayFailure } from '#components/settings/use-rows.ts';
import { OthersList } from './others-list.tsx';
import { OutcomeList } from './outcome-list.tsx';
import { outcomeSentence } from './outcomes.ts';

const none: ReadonlyMap<string, OtherRuntime> = new Map();

function suggestedOf(others: readonly OtherRuntime[]): ReadonlyMap<string, OtherRuntime> {
  return new Map(others.flatMap((other) => (other.suggested ? [[other.id, other] as const] : [])));
}

/** One token, many runtimes: each is ticked, checked for its own repository, and reported by itself. */
export default function OthersDialog({
  row,
  page,
  actions,
  rows,
  onClose,
  first,
  said,
  previous,
}: RowDialogProps & { first: readonly OtherRuntime[] | null; said: Toast | null; previous: string | null }) {
  const integration = page.integrations[row.integrationId];
  // Fixed while the dialog is open, as what it says and sends: the row may lose it in another window.
  const [token] = useState(row.token);
  const [q, setQ] = useState('');
  const [ticked, setTicked] = useState<ReadonlyMap<string, OtherRuntime> | null>(
    first === null ? null : suggestedOf(first),
  );
  const body = useRef<HTMLDivElement>(null);
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [outcomes, setOutcomes] = useState<readonly RuntimeOutcome[] | null>(null);

  const others = useQuery({
    queryKey: queryKeys.others(row.id, q, previous),
    queryFn: ({ signal }) => fetchOthers({ runtimeId: row.id, q, previous }, signal),
    ...(q === '' && first !== null ? { initialData: first } : {}),
    placeholderData: keepPreviousData,
  });
  // Ticked once, when the list first arrives; from then on the person ticks.
  if (ticked === null && others.data !== undefined) setTicked(suggestedOf(others.data));
  const chosen = ticked ?? none;
  if (token === null || integration === undefined) return null;

  async function send(tokenId: string) {
    setSending(true);
    setFailure(null);
    await rows.during(row.id, 'saving', async () => {
      const result = await actions.reuseToken({ tokenId, runtimeIds: [...chosen.keys()] });
      if (body.current === null) {
        if (!result.ok) return sayFailure(result);
        const text = outcomeSentence(result.value.outcomes, chosen.size);
        return showToast({ text: `The token of ${row.name}: ${text}`, tone: 'muted' });
      }
      if (result.ok) setOutcomes(result.value.outcomes);
      else setFailure(result);
    });
    setSending(false);
  }

  const count = chosen.size;
  return (
    <Dialog
      title={outcomes === null ? 'Use for other runtimes' : 'Checked for each runtime'}
      onClose={onClose}
      locked={sending}
    >
      <div className="dialog-body" ref={body}>
        {outcomes === null ? (
          <>
            {said === null ? null : (
              <Alert tone={said.tone ?? 'good'} live>
                {said.text}
              </Alert>
            )}
            <p className="hint">
              {row.name} uses the {token.kindLabel} <code className="code">…{token.lastFour}</code>
              {token.login === null ? '' : ` of ${token.login}`}. Tick the runtimes at {integration.host} that should
              use it too; each is checked for its own repository.
            </p>
            <OthersList
              others={others.data ?? null}
              failed={others.isError}
              ticked={chosen}
              sending={sending}
              onSearch={setQ}
              onTick={setTicked}
            />
            {failure === null ? null : (
              <Alert tone="broken" live>
                <p>{failureMessage(failure)}</p>
              </Alert>
            )}
          </>
        ) : (
          <OutcomeList
            outcomes={outcomes}
            ticked={chosen}
            integration={integration}
            login={token.login}
            now={new Date(page.now)}
          />
        )}
      </div>
      <footer className="dialog-foot">
        {outcomes === null ? (
          <>
            <Button look="quiet" onClick={onClose} disabled={sending}>
              Not now
            </Button>
            <Button
              look="primary"
              busy={sending}
              aria-disabled={count === 0 || undefined}
              onClick={() => void (count > 0 && send(token.id))}
            >
              {sending
                ? 'Checking…'
                : count === 0
                  ? 'Tick a runtime'
                  : count === 1
                    ? 'Use for 1 runtime'
                    : `Use for ${count} runtimes`}
            </Button>
          </>
        ) : (
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        )}
      </footer>
    </Dialog>
  );
}
