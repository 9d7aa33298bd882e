import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { showToast } from '#components/ui/toast.tsx';
import type { Failure } from '#lib/result.ts';
import type { RuntimePage, RuntimeRow } from '#lib/runtimes/view.ts';
import { queryKeys } from './query-keys.ts';
import type { Pending } from './runtime-row.tsx';

function withRow(page: RuntimePage, row: RuntimeRow): RuntimePage {
  return {
    ...page,
    rows: page.rows.map((each) => (each.id === row.id ? row : each)),
    attention: page.attention?.id === row.id ? row : page.attention,
  };
}

/** Says a failure in a toast; a session that ended leads to signing in. The words are loaded when first needed. */
export async function sayFailure(failure: Failure): Promise<void> {
  const { failureMessage } = await import('#lib/failures.ts');
  showToast({ text: failureMessage(failure), tone: 'broken' });
}

/** The rows in the client's cache: what is under way for each, and putting in what the server said. */
export function useRows() {
  const client = useQueryClient();
  const [pending, setPending] = useState<ReadonlyMap<string, Pending>>(new Map());
  const latest = useRef(pending);

  const set = useCallback((after: ReadonlyMap<string, Pending>) => {
    latest.current = after;
    setPending(after);
  }, []);
  const mark = useCallback(
    (runtimeId: string, what: Pending | null) => {
      const after = new Map(latest.current);
      if (what === null) after.delete(runtimeId);
      else after.set(runtimeId, what);
      set(after);
    },
    [set],
  );
  const busy = useCallback((runtimeId: string) => latest.current.has(runtimeId), []);

  /** Shows a row as it is, or as it is about to be; polls under way are dropped, since they are older. */
  const put = useCallback(
    async (row: RuntimeRow) => {
      await client.cancelQueries({ queryKey: queryKeys.runtimes });
      client.setQueriesData<RuntimePage>({ queryKey: queryKeys.runtimes }, (page) =>
        page === undefined ? page : withRow(page, row),
      );
    },
    [client],
  );

  /** Asks for everything anew: counts, and what needs the person first. */
  const refresh = useCallback(() => client.invalidateQueries({ queryKey: queryKeys.runtimes }), [client]);

  /** Marks the row while `work` runs; `stays` leaves the mark, since the browser is leaving. A call that did not come back is said, and the rows are read again. */
  const during = useCallback(
    async (runtimeId: string, what: Pending, work: () => Promise<'stays' | void>) => {
      mark(runtimeId, what);
      try {
        if ((await work()) === 'stays') return;
      } catch {
        showToast({
          text: 'The server could not be reached. The page shows what is known; try again.',
          tone: 'broken',
        });
      }
      mark(runtimeId, null);
      void refresh();
    },
    [mark, refresh],
  );

  /** Takes the mark from rows that wait for the browser to leave: it did not, or it is back. */
  const settle = useCallback(() => {
    const after = new Map([...latest.current].filter(([, what]) => what !== 'leaving'));
    if (after.size < latest.current.size) set(after);
  }, [set]);
  return { pending, busy, put, refresh, during, settle };
}
