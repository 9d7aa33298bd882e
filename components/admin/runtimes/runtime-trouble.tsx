import { RouteError } from '#components/settings/fetch.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';

/** Said while the page cannot be read again: what is shown is not wrong, only old. */
export function RuntimeTrouble({
  error,
  page,
  onRetry,
}: {
  error: Error;
  page: AdminRuntimePage;
  onRetry: () => void;
}) {
  const code = error instanceof RouteError ? error.code : '';
  const [headline, sentence] = words(code, page);
  return (
    <div className="attention tone-soon" role="alert">
      <div>
        <b>{headline}</b>
        <p>{sentence}</p>
      </div>
      {code === 'signed_out' ? (
        <a className="btn btn-primary" href={`/sign-in?next=/admin/runtimes/${page.id}`}>
          Sign in
        </a>
      ) : code === 'http_404' ? (
        <a className="btn" href="/admin/runtimes">
          All runtimes
        </a>
      ) : (
        <button type="button" className="btn" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

function words(code: string, { name, now }: AdminRuntimePage): readonly [string, string] {
  if (code === 'signed_out') return ['Your session has ended.', 'Sign in again to go on. Nothing was changed.'];
  if (code === 'http_404') {
    return [`${name} is not here any more.`, 'It was removed, or you are no longer an administrator.'];
  }
  return [
    'This page is not up to date.',
    `The server does not answer. What you see was read at ${now.slice(11, 16)} UTC.`,
  ];
}
