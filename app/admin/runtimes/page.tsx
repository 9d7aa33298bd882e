import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { addRuntime } from '#app/admin/runtimes/actions.ts';
import { SignedInPage } from '#app/signed-in.tsx';
import { AdminHeader } from '#components/admin/admin-header.tsx';
import { RuntimeForm } from '#components/admin/runtime-form.tsx';
import { RuntimeList } from '#components/admin/runtime-list.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import { pageContext } from '#lib/auth/actor.ts';
import { listIntegrations } from '#lib/git-integrations/list.ts';
import { listAllRuntimes } from '#lib/runtimes/list-all.ts';

export const metadata: Metadata = { title: 'Runtimes' };

export default async function RuntimesPage() {
  const { ctx, me } = await pageContext('/admin/runtimes');
  const [integrations, runtimes] = await Promise.all([listIntegrations(ctx), listAllRuntimes(ctx)]);
  if (!integrations.ok || !runtimes.ok) notFound();
  return (
    <SignedInPage me={me} section="admin">
      <AdminHeader current="runtimes" />
      {integrations.value.length === 0 ? (
        <section className="card empty mt-6">
          <Icon name="link" />
          <h2>Connect a Git provider first</h2>
          <p>A runtime belongs to a Git integration. There is none yet.</p>
          <PageLink className="btn btn-primary" href="/admin/integrations">
            Add a Git integration
          </PageLink>
        </section>
      ) : (
        <div className="admin">
          <RuntimeList runtimes={runtimes.value} />
          <RuntimeForm
            key={runtimes.value.length}
            action={addRuntime}
            integrations={integrations.value.map(({ id, name, host }) => ({ id, name, host }))}
          />
        </div>
      )}
    </SignedInPage>
  );
}
