import type { RuntimeState } from '#lib/runtimes/admin-view.ts';

/** What the list shows, as its address says it. */
export interface ListQuery {
  readonly q: string;
  readonly state: 'all' | RuntimeState;
}

/** The address of the list; parts that say nothing are left out. */
export function listHref({ q, state, cursor = null }: ListQuery & { cursor?: string | null }): string {
  const params = new URLSearchParams();
  if (q !== '') params.set('q', q);
  if (state !== 'all') params.set('state', state);
  if (cursor !== null) params.set('cursor', cursor);
  const text = params.toString();
  return text === '' ? '/admin/runtimes' : `/admin/runtimes?${text}`;
}
