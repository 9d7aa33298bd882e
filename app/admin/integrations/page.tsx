import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { testConnection } from '#app/admin/integrations/actions.ts';
import { SignedInPage } from '#app/signed-in.tsx';
import { AdminHeader } from '#components/admin/admin-header.tsx';
import { IntegrationList } from '#components/admin/integrations/integration-list.tsx';
import { pageContext } from '#lib/auth/actor.ts';
import { listIntegrations } from '#lib/git-integrations/list.ts';

export const metadata: Metadata = { title: 'Git integrations' };

export default async function IntegrationsPage() {
  const { ctx, me } = await pageContext('/admin/integrations');
  const integrations = await listIntegrations(ctx);
  if (!integrations.ok) notFound();
  return (
    <SignedInPage me={me} section="admin">
      <AdminHeader current="integrations" />
      <IntegrationList integrations={integrations.value} actions={{ testConnection }} />
    </SignedInPage>
  );
}
