import { randomUUID } from 'node:crypto';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { addIntegration } from '#app/admin/integrations/actions.ts';
import { SignedInPage } from '#app/signed-in.tsx';
import { AdminHeader } from '#components/admin/admin-header.tsx';
import { IntegrationForm } from '#components/admin/integration-form.tsx';
import { IntegrationList } from '#components/admin/integration-list.tsx';
import { pageContext } from '#lib/auth/actor.ts';
import { listIntegrations } from '#lib/git-integrations/list.ts';
import { redirectUri } from '#lib/git-integrations/redirect-uri.ts';
import { gitProviders } from '#lib/git-providers/registry.ts';

export const metadata: Metadata = { title: 'Git integrations' };

export default async function IntegrationsPage() {
  const { ctx, me } = await pageContext('/admin/integrations');
  const integrations = await listIntegrations(ctx);
  if (!integrations.ok) notFound();
  const id = randomUUID();
  return (
    <SignedInPage me={me} section="admin">
      <AdminHeader current="integrations" />
      <div className="admin">
        <IntegrationList integrations={integrations.value} />
        <IntegrationForm
          key={integrations.value.length}
          action={addIntegration}
          providers={gitProviders.map(({ id, label, defaultOrigin }) => ({ id, label, origin: defaultOrigin }))}
          id={id}
          redirectUri={redirectUri(id)}
        />
      </div>
    </SignedInPage>
  );
}
