import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Suspense, useCallback, useEffect, useState } from 'react';
import type { Notice, NoticeOffer } from '#lib/git-tokens/notice-words.ts';
import type { RuntimePage, RuntimeRow } from '#lib/runtimes/view.ts';
import { ConnectionTrouble } from './connection-trouble.tsx';
import { type OpenDialog, RowMenu, SettingsDialogs, preloadDialogs } from './settings-dialogs.tsx';
import { fetchRuntimePage } from './fetch.ts';
import { NoticeBar } from './notice.tsx';
import { queryKeys } from './query-keys.ts';
import type { Command } from './row-offers.ts';
import type { SettingsActions } from './settings-actions.ts';
import { SettingsView } from './settings-view.tsx';
import { useCommands } from './use-commands.ts';
import { useNews } from './use-news.ts';
import { useUrlQuery } from './use-url-query.ts';

/** Owns the query, what is open and what is under way; the view owns the look. */
export function SettingsPage({
  first,
  notice: arrived,
  administrator,
  actions,
}: {
  first: RuntimePage;
  notice: Notice | null;
  administrator: boolean;
  actions: SettingsActions;
}) {
  const [query, change] = useUrlQuery();
  const [notice, setNotice] = useState(arrived);
  const [menu, setMenu] = useState<{ row: RuntimeRow; anchor: HTMLElement } | null>(null);
  const [dialog, setDialog] = useState<OpenDialog | null>(null);

  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: queryKeys.runtimePage(query),
    queryFn: ({ signal }) => fetchRuntimePage(query, signal),
    placeholderData: keepPreviousData,
    // What changes is told by `useNews`; this is for what time alone changes.
    refetchInterval: 60_000,
  });
  useNews();
  const page = data ?? first;
  const rows = useCommands({ actions, page, open: setDialog });

  const { run } = rows;
  const onCommand = useCallback((command: Command, row: RuntimeRow) => run(command, row), [run]);
  const onMenu = useCallback((row: RuntimeRow, anchor: HTMLElement) => setMenu({ row, anchor }), []);
  // The notice is said once: a reload, or an address sent to somebody, does not say it again.
  useEffect(() => {
    if (arrived !== null) window.history.replaceState(null, '', window.location.pathname);
  }, [arrived]);
  const onOffer = (offer: NoticeOffer) => {
    const row = page.rows.find((each) => each.id === offer.row.id) ?? offer.row;
    if (offer.kind === 'switch') void rows.authorize(row, true);
    else setDialog({ kind: 'others', row, previous: offer.previous });
  };

  return (
    <div onPointerEnter={preloadDialogs} onFocus={preloadDialogs}>
      <SettingsView
        page={page}
        query={query}
        administrator={administrator}
        pending={rows.pending}
        faded={isPlaceholderData}
        notices={
          <>
            {error === null ? null : (
              <ConnectionTrouble error={error} since={page.now} onRetry={() => void refetch()} />
            )}
            {notice === null ? null : (
              <NoticeBar
                notice={notice}
                busy={notice.offer !== null && rows.pending.has(notice.offer.row.id)}
                onOffer={onOffer}
                onDismiss={() => setNotice(null)}
              />
            )}
          </>
        }
        onCommand={onCommand}
        onMenu={onMenu}
        onFilter={(filter) => change({ filter })}
        onSearch={(q) => change({ q })}
        onCursor={(cursor) => change({ cursor })}
        onClear={() => change({ q: '', filter: 'all' })}
      />
      {menu === null ? null : (
        <Suspense fallback={null}>
          <RowMenu
            row={menu.row}
            anchor={menu.anchor}
            page={page}
            busy={rows.pending.has(menu.row.id)}
            onCommand={onCommand}
            onClose={() => setMenu(null)}
          />
        </Suspense>
      )}
      {dialog === null ? null : (
        <SettingsDialogs
          dialog={dialog}
          page={page}
          actions={actions}
          rows={rows}
          onOpen={setDialog}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  );
}
