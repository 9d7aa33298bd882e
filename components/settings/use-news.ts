import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { fetchVersion, RouteError } from './fetch.ts';
import { queryKeys } from './query-keys.ts';

const everyMs = 3_000;

/**
 * Reads the list again soon after something it shows was changed elsewhere: by a runtime, an administrator, another
 * window. What is asked every three seconds is a short text that says whether to; not while nobody looks at the page,
 * nor once the session ended.
 */
export function useNews() {
  const client = useQueryClient();
  const { data: version, isError: failing } = useQuery({
    queryKey: queryKeys.version,
    queryFn: ({ signal }) => fetchVersion(signal),
    refetchInterval: ({ state: { error } }) =>
      error instanceof RouteError && error.code === 'signed_out' ? false : everyMs,
    staleTime: 0,
  });
  const last = useRef({ version, failing });
  useEffect(() => {
    const before = last.current;
    last.current = { version, failing };
    const changed = before.version !== undefined && before.version !== version;
    // Failing, the list itself says what is wrong: the session ended, or the server is away. And when it is back.
    if (changed || before.failing !== failing) void client.invalidateQueries({ queryKey: queryKeys.runtimes });
  }, [client, version, failing]);
}
