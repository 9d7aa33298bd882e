'use client';

import { BrandMark } from './brand.tsx';

/** A page that could not be shown: what to do, and no detail of ours. `digest` finds it in the log. */
export function Trouble({ digest, onRetry }: { digest: string | undefined; onRetry: () => void }) {
  return (
    <main className="door">
      <section className="card door-card">
        <span className="text-accent">
          <BrandMark />
        </span>
        <h1 className="page-title">This page could not be shown</h1>
        <p className="lead">Nothing was changed. Try again; if it stays like this, tell an administrator.</p>
        {digest === undefined ? null : (
          <p className="hint">
            For the log: <span className="code">{digest}</span>
          </p>
        )}
        <div className="flex gap-2">
          <button type="button" className="btn btn-primary" onClick={onRetry}>
            Try again
          </button>
          <a className="btn" href="/settings">
            User Settings
          </a>
        </div>
      </section>
    </main>
  );
}
