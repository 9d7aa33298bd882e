import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import type { IconName } from '#components/ui/sprite.tsx';
import { numberWords } from '#lib/number-words.ts';
import type { RuntimeState } from '#lib/runtimes/admin-view.ts';
import { type ListQuery, listHref } from './list-href.ts';

const chips: readonly {
  readonly state: RuntimeState;
  readonly label: string;
  readonly icon: IconName;
  readonly tone: string;
}[] = [
  { state: 'token', label: 'Token needs you', icon: 'octagon', tone: 'text-broken' },
  { state: 'key', label: 'Without key', icon: 'key', tone: 'text-broken' },
  { state: 'webhook', label: 'Without webhook', icon: 'unplug', tone: 'text-soon' },
  { state: 'complete_installation', label: 'Complete installation', icon: 'dashed', tone: 'text-info' },
  { state: 'ready', label: 'Ready', icon: 'check', tone: 'text-good' },
];

/** How many runtimes stand how, each a filter. States that no runtime has are left out. */
export function StateChips({
  query,
  total,
  counts,
}: {
  query: ListQuery;
  total: number;
  counts: Readonly<Record<RuntimeState, number>>;
}) {
  return (
    <nav className="chips" aria-label="Filter by state">
      <PageLink className="chip" href={listHref({ ...query, state: 'all' })} current={query.state === 'all'}>
        All <b>{numberWords(total)}</b>
      </PageLink>
      {chips.map(({ state, label, icon, tone }) =>
        counts[state] === 0 && query.state !== state ? null : (
          <PageLink key={state} className="chip" href={listHref({ ...query, state })} current={query.state === state}>
            <span className={tone}>
              <Icon name={icon} small />
            </span>
            {label} <b>{numberWords(counts[state])}</b>
          </PageLink>
        ),
      )}
    </nav>
  );
}
