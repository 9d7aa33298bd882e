import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import { numberWords } from '#lib/number-words.ts';

/** Where this page stands in all that match, and the ways on. */
export function RuntimePaging({
  q,
  first,
  shown,
  matching,
  previous,
  next,
}: {
  q: string;
  first: number;
  shown: number;
  matching: number;
  previous: string | null;
  next: string | null;
}) {
  const to = (cursor: string) =>
    `/admin/runtimes?${new URLSearchParams({ ...(q === '' ? {} : { q }), cursor }).toString()}`;
  const range = shown === 1 ? numberWords(first) : `${numberWords(first)}–${numberWords(first + shown - 1)}`;
  return (
    <nav className="paging" aria-label="Pages">
      <span>
        {range} of {numberWords(matching)}
      </span>
      {previous === null && next === null ? null : (
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
      )}
    </nav>
  );
}
