import { useSearchParams } from 'next/navigation';
import { type RowFilter, type RuntimeQuery, rowFilters } from '#lib/runtimes/view.ts';
import { searchOf } from './fetch.ts';

function filterOf(text: string | null): RowFilter {
  return rowFilters.find((filter) => filter === text) ?? 'all';
}

function queryOf(params: { get(name: string): string | null }): RuntimeQuery {
  return { q: params.get('q') ?? '', filter: filterOf(params.get('filter')), cursor: params.get('cursor') };
}

/**
 * Search, filter and place in the list, kept in the address and nowhere else. Changing them does not ask the server for
 * the page again: the list is polled. A search replaces the address, a filter or page adds to the history.
 */
export function useUrlQuery(): readonly [RuntimeQuery, (change: Partial<RuntimeQuery>) => void] {
  const params = useSearchParams();
  const query = queryOf(params);
  function change(part: Partial<RuntimeQuery>) {
    // From the address, not from what was drawn: a search that waited must not undo a filter chosen meanwhile.
    const before = queryOf(new URLSearchParams(window.location.search));
    const url = `${window.location.pathname}${searchOf({ ...before, cursor: null, ...part })}`;
    if (part.q === undefined) window.history.pushState(null, '', url);
    else window.history.replaceState(null, '', url);
  }
  return [query, change];
}
