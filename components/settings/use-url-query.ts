import { useSearchParams } from 'next/navigation';
import { type RowFilter, type RuntimeQuery, rowFilters } from '#lib/runtimes/view.ts';
import { searchOf } from './fetch.ts';

function filterOf(text: string | null): RowFilter {
  return rowFilters.find((filter) => filter === text) ?? 'all';
}

/**
 * Search, filter and place in the list, kept in the address and nowhere else. Changing them does not ask the server for
 * the page again: the list is polled. A search replaces the address, a filter or page adds to the history.
 */
export function useUrlQuery(): readonly [RuntimeQuery, (change: Partial<RuntimeQuery>) => void] {
  const params = useSearchParams();
  const query: RuntimeQuery = {
    q: params.get('q') ?? '',
    filter: filterOf(params.get('filter')),
    cursor: params.get('cursor'),
  };
  function change(part: Partial<RuntimeQuery>) {
    const url = `${window.location.pathname}${searchOf({ ...query, cursor: null, ...part })}`;
    if (part.q === undefined) window.history.pushState(null, '', url);
    else window.history.replaceState(null, '', url);
  }
  return [query, change];
}
