'use client';

import { useEffect, useRef } from 'react';
import { Icon } from '#components/ui/icon.tsx';
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

function Search({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  // The address changed by other means, such as the back button: the field follows.
  useEffect(() => {
    if (input.current !== null && input.current !== document.activeElement) input.current.value = q;
  }, [q]);

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const { target } = event;
      const typing =
        target instanceof HTMLElement &&
        (target.isContentEditable || /^(?:input|textarea|select)$/i.test(target.tagName));
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      input.current?.select();
    }
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
      clearTimeout(timer.current);
    };
  }, []);

  function later(text: string, milliseconds: number) {
    clearTimeout(timer.current);
    timer.current = setTimeout(onSearch, milliseconds, text.trim());
  }

  return (
    <search className="search">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label="Find a runtime"
        placeholder="Find a runtime"
        aria-keyshortcuts="/"
        defaultValue={q}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => later(event.currentTarget.value, 250)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') later(event.currentTarget.value, 0);
          if (event.key !== 'Escape') return;
          event.currentTarget.value = '';
          later('', 0);
          event.currentTarget.blur();
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </search>
  );
}

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
      <Search q={query.q} onSearch={onSearch} />
    </div>
  );
}
