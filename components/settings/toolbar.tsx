'use client';

import { Icon } from '#components/ui/icon.tsx';
import { SearchField } from '#components/ui/search-field.tsx';
import type { IconName } from '#components/ui/sprite.tsx';
import { numberWords } from '#lib/number-words.ts';
import type { RowFilter, RuntimePage, RuntimeQuery } from '#lib/runtimes/view.ts';

interface Chip {
  readonly filter: RowFilter;
  readonly label: string;
  readonly icon: IconName | null;
  readonly tone: string;
  /** Left out while it counts nothing. */
  readonly rare?: boolean;
}

const chips: readonly Chip[] = [
  { filter: 'all', label: 'All', icon: null, tone: '' },
  { filter: 'needs_me', label: 'Needs you', icon: 'octagon', tone: 'text-broken' },
  { filter: 'expiring', label: 'Expiring', icon: 'clock', tone: 'text-soon' },
  { filter: 'authorized', label: 'Authorized', icon: 'check', tone: 'text-good' },
  { filter: 'not_authorized', label: 'Not authorized', icon: 'dashed', tone: 'text-muted' },
  { filter: 'unsure', label: 'Not confirmed', icon: 'question', tone: 'text-muted', rare: true },
];

/** How many stand how, each a filter; and the search. */
export function Toolbar({
  query,
  counts,
  onFilter,
  onSearch,
}: {
  query: RuntimeQuery;
  counts: RuntimePage['counts'];
  onFilter: (filter: RowFilter) => void;
  onSearch: (q: string) => void;
}) {
  return (
    <div className="toolbar">
      <div className="chips" role="group" aria-label="Filter by status">
        {chips.map(({ filter, label, icon, tone, rare = false }) =>
          rare && counts[filter] === 0 && query.filter !== filter ? null : (
            <button
              key={filter}
              type="button"
              className="chip"
              aria-pressed={query.filter === filter}
              onClick={() => onFilter(filter)}
            >
              {icon === null ? null : (
                <span className={counts[filter] === 0 ? 'text-ink-3' : tone}>
                  <Icon name={icon} small />
                </span>
              )}
              {label} <b>{numberWords(counts[filter])}</b>
            </button>
          ),
        )}
      </div>
      <SearchField label="Find a runtime" q={query.q} onSearch={onSearch} />
    </div>
  );
}
