import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { showToast } from '#components/ui/toast.tsx';
import { failureMessage } from '#lib/failures.ts';
import type { Failure, Result } from '#lib/result.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
import { fetchRuntime, queryKeys } from './fetch.ts';

/** What is under way, one at a time: buttons show it. `remove` stays once it is done. */
export type Pending =
  | 'token'
  | 'leaving'
  | 'check'
  | 'webhook'
  | 'key'
  | 'revoke'
  | 'access'
  | 'rename'
  | 'remove'
  | null;

/** How often the page looks for news, in milliseconds: a delivery shows up while one watches. */
const pollMs = 4000;

export function sayFailure(failure: Failure): void {
  showToast({ text: failureMessage(failure), tone: 'broken' });
}

/** A runtime as the server knows it, read again while the page is visible, and one change of it at a time. */
export function useRuntime(first: AdminRuntimePage) {
  const client = useQueryClient();
  const queryKey = queryKeys.runtime(first.id);
  const [pending, setPending] = useState<Pending>(null);
  const [removed, setRemoved] = useState(false);
  const busy = useRef(false);
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => fetchRuntime(first.id, signal),
    refetchInterval: pollMs,
    enabled: !removed,
  });

  /**
   * Does one thing and puts in the page it answers with; reads under way are dropped, since they are older. Null: not
   * begun, because another is under way, or the server could not be reached, which is said.
   */
  async function run<Value extends object, Code extends string>(
    what: Pending,
    call: () => Promise<Result<Value, Code>>,
  ): Promise<Result<Value, Code> | null> {
    if (busy.current) return null;
    busy.current = true;
    setPending(what);
    try {
      const result = await call();
      if (result.ok && 'page' in result.value) {
        await client.cancelQueries({ queryKey });
        client.setQueryData(queryKey, result.value.page);
      }
      return result;
    } catch {
      showToast({ text: 'The server could not be reached. The page shows what is known; try again.', tone: 'broken' });
      return null;
    } finally {
      busy.current = false;
      setPending(null);
    }
  }

  return {
    page: data ?? first,
    error: removed ? null : error,
    refetch,
    pending,
    run,
    onRemoved: () => setRemoved(true),
  };
}

export type RuntimeState = ReturnType<typeof useRuntime>;
