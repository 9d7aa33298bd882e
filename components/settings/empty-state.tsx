import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import type { RuntimeQuery } from '#lib/runtimes/view.ts';

/** Nothing to list, and the way on from there. */
export function EmptyState({
  query,
  total,
  administrator,
  onClear,
}: {
  query: RuntimeQuery;
  total: number;
  administrator: boolean;
  onClear: () => void;
}) {
  if (total > 0) {
    const calm = query.q === '' && query.filter === 'needs_me';
    return (
      <div className="empty">
        <Icon name={calm ? 'check' : 'search'} />
        <h2>
          {calm
            ? 'Nothing needs you'
            : query.q === ''
              ? 'No runtime has this status'
              : `No runtime matches “${query.q}”`}
        </h2>
        <p>
          {calm
            ? 'Every token that you gave holds.'
            : 'Names and repositories are searched, among those with the status chosen.'}
        </p>
        <button type="button" className="btn" onClick={onClear}>
          Show all runtimes
        </button>
      </div>
    );
  }
  return (
    <div className="empty">
      <Icon name="branch" />
      <h2>No runtimes yet</h2>
      <p>
        {administrator
          ? 'Connect a Git provider first, then install the runtimes that commit to it. They appear here once they are installed.'
          : 'An administrator installs runtimes. As soon as there is one, it appears here, and you can authorize it.'}
      </p>
      {administrator ? (
        <span className="flex flex-wrap justify-center gap-2">
          <PageLink className="btn" href="/admin/integrations">
            Connect a Git provider
          </PageLink>
          <PageLink className="btn btn-primary" href="/admin/runtimes/new">
            Install a runtime
          </PageLink>
        </span>
      ) : null}
    </div>
  );
}
