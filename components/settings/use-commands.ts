import { useCallback, useEffect, useRef } from 'react';
import { showToast } from '#components/ui/toast.tsx';
import { statusLooks } from '#lib/git-tokens/status-words.ts';
import type { RuntimePage, RuntimeRow } from '#lib/runtimes/view.ts';
import { reusableFor } from './reusable.ts';
import type { Command } from './row-offers.ts';
import type { SettingsActions } from './settings-actions.ts';
import type { OpenDialog } from './settings-dialogs.tsx';
import { sayFailure, useRows } from './use-rows.ts';
import { useReturn } from './use-return.ts';

/** How long the browser may take to leave, in milliseconds: then it was stopped, or there is no way there. */
const patience = 10_000;

/** What each command of a row does. */
export function useCommands({
  actions,
  page,
  open,
}: {
  actions: SettingsActions;
  page: RuntimePage;
  open: (dialog: OpenDialog) => void;
}) {
  const rows = useRows();
  const { during, put, settle, refresh, busy } = rows;
  const latest = useRef(page);

  const restored = useCallback(() => {
    settle();
    void refresh();
  }, [settle, refresh]);
  const expect = useReturn(settle, restored);
  useEffect(() => {
    latest.current = page;
  }, [page]);

  const check = useCallback(
    (row: RuntimeRow) =>
      during(row.id, 'checking', async () => {
        const result = await actions.checkNow({ runtimeId: row.id });
        if (!result.ok) return sayFailure(result);
        const { status } = result.value.row;
        await put(result.value.row);
        const { label, tone } = statusLooks[status.code];
        showToast({
          text: `${row.name}: ${label}.`,
          tone: tone === 'good' ? 'good' : tone === 'broken' ? 'broken' : 'muted',
        });
      }),
    [actions, during, put],
  );

  const authorize = useCallback(
    (row: RuntimeRow, acceptOtherOwner = false) =>
      during(row.id, 'leaving', async () => {
        const result = await actions.startAuthorization({ runtimeId: row.id, acceptOtherOwner });
        if (!result.ok) return sayFailure(result);
        window.location.assign(result.value.url);
        setTimeout(settle, patience);
        return 'stays';
      }),
    [actions, during, settle],
  );

  const run = useCallback(
    (command: Command, row: RuntimeRow) => {
      // A row does one thing at a time, whoever asks for the next.
      if (command !== 'visit' && busy(row.id)) return;
      switch (command) {
        case 'check':
          return void check(row);
        case 'visit':
          return expect(() => void check(row));
        case 'authorize': {
          const held = reusableFor(row, latest.current).filter((token) => token.kind === 'oauth');
          return held.length > 0 ? open({ kind: 'reuse', row, tokens: held }) : void authorize(row);
        }
        case 'reuse':
          return open({ kind: 'reuse', row, tokens: reusableFor(row, latest.current) });
        default:
          return open({ kind: command, row });
      }
    },
    [authorize, busy, check, expect, open],
  );

  return { ...rows, run, check, authorize };
}

export type Commands = ReturnType<typeof useCommands>;
