import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { fetchVersion } from './fetch.ts';
import { queryKeys } from './query-keys.ts';

const everyMs = 3_000;

/**
 * Reads the list again soon after something it shows was changed elsewhere: by a runtime, an administrator, another
 * window. What is asked every three seconds is a short text that says whether to; not while nobody looks at the page.
 */
export function useNews() {
  const client = useQueryClient();
  const { data: version, isError } = useQuery({
    queryKey: queryKeys.version,
    queryFn: ({ signal }) => fetchVersion(signal),
    refetchInterval: everyMs,
    staleTime: 0,
  });
  const last = useRef<string | undefined>(undefined);
  useEffect(() => {
    const before = last.current;
    last.current = version;
    if (before !== undefined && version !== before) void client.invalidateQueries({ queryKey: queryKeys.runtimes });
  }, [client, version]);
  // The list itself says what is wrong: the session ended, or the server is not there.
  useEffect(() => {
    if (isError) void client.invalidateQueries({ queryKey: queryKeys.runtimes });
  }, [client, isError]);
}
