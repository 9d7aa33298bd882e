import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { SignedInPage } from '#app/signed-in.tsx';
import { AdminHeader } from '#components/admin/admin-header.tsx';
import { ListAttention } from '#components/admin/runtimes/list-attention.tsx';
import { NoRuntimes, NothingFound } from '#components/admin/runtimes/runtime-empty.tsx';
import { RuntimeList } from '#components/admin/runtimes/runtime-list.tsx';
import { RuntimePaging } from '#components/admin/runtimes/runtime-paging.tsx';
import { RuntimeSearch } from '#components/admin/runtimes/runtime-search.tsx';
import { StateChips } from '#components/admin/runtimes/state-chips.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import { pageContext } from '#lib/auth/actor.ts';
import { listIntegrations } from '#lib/git-integrations/list.ts';
import { countStates } from '#lib/runtimes/count-states.ts';
import { listAllRuntimes, listAllRuntimesSchema } from '#lib/runtimes/list-all.ts';

export const metadata: Metadata = { title: 'Runtimes' };

export default async function RuntimesPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { ctx, me } = await pageContext('/admin/runtimes');
  const query = listAllRuntimesSchema.parse(await searchParams);
  const [list, states, integrations] = await Promise.all([
    listAllRuntimes(ctx, query),
    countStates(ctx),
    listIntegrations(ctx),
  ]);
  if (!list.ok || !states.ok || !integrations.ok) notFound();
  const { rows, total, matching, firstIndex, previous, next, now } = list.value;
  const { counts, attention } = states.value;
  return (
    <SignedInPage me={me} section="admin">
      <AdminHeader current="runtimes" />
      {total === 0 ? (
        <NoRuntimes integrations={integrations.value.length} />
      ) : (
        <>
          {attention === null ? null : <ListAttention row={attention} counts={counts} now={now} />}
          <div className="fleet-bar">
            <StateChips query={query} total={total} counts={counts} />
            <RuntimeSearch query={query} />
            <PageLink className="btn btn-primary" href="/admin/runtimes/new">
              Install a runtime
            </PageLink>
          </div>
          <section className="card" aria-label="Runtimes">
            {rows.length === 0 ? (
              <NothingFound q={query.q} />
            ) : (
              <>
                <RuntimeList rows={rows} now={now} />
                <RuntimePaging
                  query={query}
                  first={firstIndex}
                  shown={rows.length}
                  matching={matching}
                  previous={previous}
                  next={next}
                />
              </>
            )}
          </section>
        </>
      )}
    </SignedInPage>
  );
}
