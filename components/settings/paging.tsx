import { Icon } from '#components/ui/icon.tsx';
import { numberWords } from '#lib/number-words.ts';
import type { RuntimePage } from '#lib/runtimes/view.ts';

/** Where this page stands in all that match, and the ways on. */
export function Paging({ page, onCursor }: { page: RuntimePage; onCursor: (cursor: string | null) => void }) {
  const { firstIndex, rows, matching, previous, next } = page;
  const range =
    rows.length === 1
      ? numberWords(firstIndex)
      : `${numberWords(firstIndex)}–${numberWords(firstIndex + rows.length - 1)}`;
  return (
    <nav className="paging" aria-label="Pages">
      <span>
        {range} of {numberWords(matching)}
      </span>
      {previous === null && next === null ? null : (
        <span className="flex gap-1.5">
          <button type="button" className="btn" disabled={previous === null} onClick={() => onCursor(previous)}>
            <Icon name="left" small />
            Previous
          </button>
          <button type="button" className="btn" disabled={next === null} onClick={() => onCursor(next)}>
            Next
            <Icon name="right" small />
          </button>
        </span>
      )}
    </nav>
  );
}
