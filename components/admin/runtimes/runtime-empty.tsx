import './runtimes.css';
import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';

/** No runtime yet: first somewhere to commit to, then the runtime. */
export function NoRuntimes({ integrations }: { integrations: number }) {
  return integrations === 0 ? (
    <section className="card empty mt-6">
      <Icon name="link" />
      <h2>Connect a Git provider first</h2>
      <p>A runtime commits to a repository of a Git integration, and there is none yet. It takes two minutes.</p>
      <PageLink className="btn btn-primary" href="/admin/integrations/new">
        Add a Git integration
      </PageLink>
    </section>
  ) : (
    <section className="card empty mt-6">
      <Icon name="branch" />
      <h2>Install the first runtime</h2>
      <p>
        You need its shared configuration repository, and a token of the account it is to work as. Then people see it in
        User Settings and authorize it.
      </p>
      <PageLink className="btn btn-primary" href="/admin/runtimes/new">
        Install a runtime
      </PageLink>
    </section>
  );
}

export function NothingFound({ q }: { q: string }) {
  return (
    <div className="empty">
      <Icon name="search" />
      <h2>{q === '' ? 'No runtime stands like this' : `No runtime matches “${q}”`}</h2>
      <p>{q === '' ? 'Things have changed since.' : 'Names and repositories are searched.'}</p>
      <PageLink className="btn" href="/admin/runtimes">
        Show all runtimes
      </PageLink>
    </div>
  );
}
