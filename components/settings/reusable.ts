import type { RuntimePage, RuntimeRow } from '#lib/runtimes/view.ts';

/** The tokens of mine that this row could use instead of its own. */
export function reusableFor(row: RuntimeRow, page: RuntimePage) {
  return page.reusable.filter((token) => token.integrationId === row.integrationId && token.id !== row.token?.id);
}
