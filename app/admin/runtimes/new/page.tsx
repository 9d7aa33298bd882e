import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { createRuntime } from '#app/admin/runtimes/actions.ts';
import { SignedInPage } from '#app/signed-in.tsx';
import { Crumbs } from '#components/admin/crumbs.tsx';
import { InstallationSteps } from '#components/admin/runtimes/installation-steps.tsx';
import { NoRuntimes } from '#components/admin/runtimes/runtime-empty.tsx';
import { RuntimeForm } from '#components/admin/runtimes/runtime-form.tsx';
import { pageContext } from '#lib/auth/actor.ts';
import { listIntegrations } from '#lib/git-integrations/list.ts';

export const metadata: Metadata = { title: 'Install a runtime' };

export default async function NewRuntimePage() {
  const { ctx, me } = await pageContext('/admin/runtimes/new');
  const integrations = await listIntegrations(ctx);
  if (!integrations.ok) notFound();
  return (
    <SignedInPage me={me} section="admin">
      <Crumbs to="runtimes" />
      <h1 className="page-title">Install a runtime</h1>
      <p className="lead">Four short steps. You can leave at any time and go on later where you stopped.</p>
      {integrations.value.length === 0 ? (
        <NoRuntimes integrations={0} />
      ) : (
        <div className="install">
          <InstallationSteps current="runtime" done={{}} />
          <RuntimeForm
            create={createRuntime}
            // The one used most is the likeliest.
            integrations={integrations.value
              .toSorted((one, other) => other.runtimes - one.runtimes)
              .map(({ id, name, host }) => ({ id, name, host }))}
          />
        </div>
      )}
    </SignedInPage>
  );
}
