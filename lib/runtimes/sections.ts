import { statusFacts, type TokenFactsRow } from '#lib/git-tokens/facts.ts';
import { deriveStatus, type StatusGroup, statusGroups } from '#lib/git-tokens/status.ts';
import type { RowFilter } from './view.ts';

/**
 * My authorizations that share a token and what it may do share a status. So status is derived once per such group, by
 * the one pure function, and SQL filters by groups: nothing about status is written twice.
 */
export interface Group {
  readonly token: TokenFactsRow;
  readonly access: string;
  /** How many authorizations are in it. */
  readonly size: number;
}

export interface RankedGroup extends Group {
  readonly rank: StatusGroup;
}

export function rankGroups(groups: readonly Group[], now: Date): readonly RankedGroup[] {
  return groups.map((group) => ({
    ...group,
    rank: statusGroups[deriveStatus(statusFacts(group.token, group.access), now)],
  }));
}

/** A run of rows within the list, in order of name. */
export interface Section {
  /** `in`: authorized by one of `groups`. `rest`: by none of them, or not authorized. `none`: not authorized. */
  readonly kind: 'in' | 'rest' | 'none';
  readonly groups: readonly RankedGroup[];
}

const filterRanks: Readonly<Partial<Record<RowFilter, StatusGroup>>> = {
  needs_me: 'broken',
  expiring: 'soon',
  unsure: 'unsure',
  authorized: 'good',
};

/** The sections of a filter, first what needs the person. */
export function sectionsOf(filter: RowFilter, groups: readonly RankedGroup[]): readonly Section[] {
  const of = (...ranks: StatusGroup[]) => groups.filter((group) => ranks.includes(group.rank));
  if (filter === 'not_authorized') return [{ kind: 'none', groups: [] }];
  const rank = filterRanks[filter];
  if (rank !== undefined) return [{ kind: 'in', groups: of(rank) }];
  return [
    { kind: 'in', groups: of('broken') },
    { kind: 'in', groups: of('soon') },
    { kind: 'rest', groups: of('broken', 'soon') },
  ];
}

/** How many of my runtimes each filter shows; `total` is all of them. */
export function countRows(groups: readonly RankedGroup[], total: number): Readonly<Record<RowFilter, number>> {
  const count = (rank: StatusGroup) => groups.reduce((sum, group) => sum + (group.rank === rank ? group.size : 0), 0);
  const authorized = groups.reduce((sum, group) => sum + group.size, 0);
  return {
    all: total,
    needs_me: count('broken'),
    expiring: count('soon'),
    unsure: count('unsure'),
    authorized: count('good'),
    not_authorized: total - authorized,
  };
}
