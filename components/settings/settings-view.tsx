import type { ReactNode } from 'react';
import type { RowFilter, RuntimePage, RuntimeQuery, RuntimeRow } from '#lib/runtimes/view.ts';
import { AttentionBanner } from './attention-banner.tsx';
import { EmptyState } from './empty-state.tsx';
import { ExpiryTimeline } from './expiry-timeline.tsx';
import { Paging } from './paging.tsx';
import type { Command } from './row-offers.ts';
import type { Pending } from './runtime-row.tsx';
import { RuntimeTable } from './runtime-table.tsx';
import { Toolbar } from './toolbar.tsx';

export interface SettingsViewProps {
  readonly page: RuntimePage;
  readonly query: RuntimeQuery;
  readonly administrator: boolean;
  readonly pending: ReadonlyMap<string, Pending>;
  /** Another page of rows is on its way; these are the ones before. */
  readonly faded: boolean;
  /** Stands under the lead: notices, trouble with the connection. */
  readonly notices: ReactNode;
  readonly onCommand: (command: Command, row: RuntimeRow) => void;
  readonly onMenu: (row: RuntimeRow, anchor: HTMLElement) => void;
  readonly onFilter: (filter: RowFilter) => void;
  readonly onSearch: (q: string) => void;
  readonly onCursor: (cursor: string | null) => void;
  readonly onClear: () => void;
}

/** User Settings as it looks: data and callbacks come from outside. */
export function SettingsView(props: SettingsViewProps) {
  const { page, query, pending, faded, onCommand, onMenu, onFilter } = props;
  const total = page.counts.all;
  return (
    <>
      <h1 className="page-title">Git personal access tokens</h1>
      <p className="lead">
        Each runtime commits to Git in your name. Authorize each one, and see here whether that access still holds.
      </p>
      {props.notices}
      <AttentionBanner page={page} pending={pending} onCommand={onCommand} onShowAll={() => onFilter('needs_me')} />
      <ExpiryTimeline page={page} />
      {total === 0 ? null : (
        <Toolbar query={query} counts={page.counts} onFilter={onFilter} onSearch={props.onSearch} />
      )}
      <p className="sr-only" role="status">
        {query.q === '' && query.filter === 'all' ? '' : `${page.matching} of ${total} runtimes match.`}
      </p>
      {page.rows.length === 0 ? (
        <section className={total === 0 ? 'card mt-6' : 'card'} aria-label="Runtimes">
          <EmptyState query={query} total={total} administrator={props.administrator} onClear={props.onClear} />
        </section>
      ) : (
        <RuntimeTable page={page} pending={pending} faded={faded} onCommand={onCommand} onMenu={onMenu}>
          <Paging page={page} onCursor={props.onCursor} />
        </RuntimeTable>
      )}
    </>
  );
}
