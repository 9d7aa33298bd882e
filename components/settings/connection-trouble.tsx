import { RouteError } from './fetch.ts';

/** Said while the list cannot be read again: what is shown is not wrong, only old. */
export function ConnectionTrouble({ error, since, onRetry }: { error: Error; since: string; onRetry: () => void }) {
  const signedOut = error instanceof RouteError && error.code === 'signed_out';
  return (
    <div className="attention tone-soon" role="alert">
      <div>
        <b>{signedOut ? 'Your session has ended.' : 'This list is not up to date.'}</b>
        <p>
          {signedOut
            ? 'Sign in again to go on. Nothing was changed.'
            : `The server does not answer. What you see was read at ${since.slice(11, 16)} UTC.`}
        </p>
      </div>
      {signedOut ? (
        <a className="btn btn-primary" href="/sign-in?next=/settings">
          Sign in
        </a>
      ) : (
        <button type="button" className="btn" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
