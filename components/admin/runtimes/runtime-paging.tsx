import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import { numberWords } from '#lib/number-words.ts';
import { type ListQuery, listHref } from './list-href.ts';

/** Where this page stands in all that match, and the ways on. */
export function RuntimePaging({
  query,
  first,
  shown,
  matching,
  previous,
  next,
}: {
  query: ListQuery;
  first: number;
  shown: number;
  matching: number;
  previous: string | null;
  next: string | null;
}) {
  const range = shown === 1 ? numberWords(first) : `${numberWords(first)}–${numberWords(first + shown - 1)}`;
  return (
    <nav className="paging" aria-label="Pages">
      <span>
        {range} of {numberWords(matching)}
      </span>
      {previous === null && next === null ? null : (
        <span className="flex gap-1.5">
          {previous === null ? null : (
            <PageLink className="btn" href={listHref({ ...query, cursor: previous })}>
              <Icon name="left" small />
              Previous
            </PageLink>
          )}
          {next === null ? null : (
            <PageLink className="btn" href={listHref({ ...query, cursor: next })}>
              Next
              <Icon name="right" small />
            </PageLink>
          )}
        </span>
      )}
    </nav>
  );
}
