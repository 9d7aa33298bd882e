import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { failureMessage } from '#lib/failures.ts';
import type { Failure } from '#lib/result.ts';
import type { Toast } from '#components/ui/toast.tsx';
import type { OtherRuntime, RuntimeOutcome } from '#lib/runtimes/view.ts';
import { fetchOthers } from '#components/settings/fetch.ts';
import { queryKeys } from '#components/settings/query-keys.ts';
import type { RowDialogProps } from '#components/settings/settings-dialogs.tsx';
import { OthersList } from './others-list.tsx';
import { OutcomeList } from './outcome-list.tsx';

/** One token, many runtimes: each is ticked, checked for its own repository, and reported by itself. */
export default function OthersDialog({
  row,
  page,
  actions,
  rows,
  onClose,
  first,
  said,
}: RowDialogProps & { first: readonly OtherRuntime[] | null; said: Toast | null }) {
  const integration = page.integrations[row.integrationId];
  const [q, setQ] = useState('');
  const [ticked, setTicked] = useState<ReadonlyMap<string, OtherRuntime>>(
    new Map(first?.flatMap((other) => (other.suggested ? [[other.id, other] as const] : []))),
  );
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [outcomes, setOutcomes] = useState<readonly RuntimeOutcome[] | null>(null);

  const others = useQuery({
    queryKey: queryKeys.others(row.id, q),
    queryFn: ({ signal }) => fetchOthers(row.id, q, signal),
    ...(q === '' && first !== null ? { initialData: first } : {}),
    placeholderData: keepPreviousData,
  });
  const { token } = row;
  if (token === null || integration === undefined) return null;

  async function send(tokenId: string) {
    setSending(true);
    setFailure(null);
    await rows.during(row.id, 'saving', async () => {
      const result = await actions.reuseToken({ tokenId, runtimeIds: [...ticked.keys()] });
      if (result.ok) setOutcomes(result.value.outcomes);
      else setFailure(result);
    });
    setSending(false);
  }

  const count = ticked.size;
  return (
    <Dialog
      title={outcomes === null ? 'Use for other runtimes' : 'Checked for each runtime'}
      onClose={onClose}
      locked={sending}
    >
      <div className="dialog-body">
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
              ticked={ticked}
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
            ticked={ticked}
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
