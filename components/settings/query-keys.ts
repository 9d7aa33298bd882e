import type { RuntimeQuery } from '#lib/runtimes/view.ts';

/** Every key of the client's cache. */
export const queryKeys = {
  runtimes: ['runtimes'],
  runtimePage: (query: RuntimeQuery) => ['runtimes', query.q, query.filter, query.cursor],
  version: ['version'],
  others: (runtimeId: string, q: string, previous: string | null) => ['others', runtimeId, q, previous],
} as const;
