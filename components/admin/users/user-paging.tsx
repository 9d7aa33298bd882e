import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import { numberWords } from '#lib/number-words.ts';
import type { UserPage } from '#lib/users/view.ts';

/** Where this page stands in all that match, and the ways on. */
export function UserPaging({ q, page }: { q: string; page: UserPage }) {
  const { firstIndex, rows, matching, previous, next } = page;
  const to = (cursor: string) =>
    `/admin/users?${new URLSearchParams({ ...(q === '' ? {} : { q }), cursor }).toString()}`;
  const range =
    rows.length === 1
      ? numberWords(firstIndex)
      : `${numberWords(firstIndex)}–${numberWords(firstIndex + rows.length - 1)}`;
  return (
    <nav className="paging" aria-label="Pages">
      <span>
        {range} of {numberWords(matching)}
      </span>
      <span className="flex gap-1.5">
        {previous === null ? null : (
          <PageLink className="btn" href={to(previous)}>
            <Icon name="left" small />
            Previous
          </PageLink>
        )}
        {next === null ? null : (
          <PageLink className="btn" href={to(next)}>
            Next
            <Icon name="right" small />
          </PageLink>
        )}
      </span>
    </nav>
  );
}
