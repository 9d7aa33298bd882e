import { Icon } from '#components/ui/icon.tsx';
import type { AdminRuntime } from '#lib/runtimes/list-all.ts';

/** Every runtime. */
export function RuntimeList({ runtimes }: { runtimes: readonly AdminRuntime[] }) {
  if (runtimes.length === 0) {
    return (
      <section className="card empty">
        <Icon name="branch" />
        <h2>No runtimes yet</h2>
        <p>Add the first one. Everybody then sees it in User Settings and can authorize it.</p>
      </section>
    );
  }
  return (
    <section className="card" aria-label="Runtimes">
      {runtimes.map(({ id, name, repository, integrationName }) => (
        <article key={id} className="admin-item">
          <div className="runtime">
            <Icon name="branch" />
            <b className="cut">{name}</b>
            <span className="sub cut">
              {integrationName} · {repository}
            </span>
          </div>
        </article>
      ))}
    </section>
  );
}
