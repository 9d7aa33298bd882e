import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { removeIntegration, testConnection, updateIntegration } from '#app/admin/integrations/actions.ts';
import { providerChoices } from '#app/admin/integrations/provider-choices.ts';
import { SignedInPage } from '#app/signed-in.tsx';
import { EditIntegration } from '#components/admin/integrations/edit-integration.tsx';
import { pageContext } from '#lib/auth/actor.ts';
import { showIntegration, showIntegrationSchema } from '#lib/git-integrations/show.ts';

export const metadata: Metadata = { title: 'Git integration' };

export default async function IntegrationPage({ params }: { params: Promise<{ integrationId: string }> }) {
  const input = showIntegrationSchema.safeParse(await params);
  const path = input.success ? `/admin/integrations/${input.data.integrationId}` : '/admin/integrations';
  const { ctx, me } = await pageContext(path);
  if (!input.success) notFound();
  const page = await showIntegration(ctx, input.data);
  if (!page.ok) notFound();
  return (
    <SignedInPage me={me} section="admin">
      <EditIntegration
        first={page.value}
        providers={providerChoices()}
        actions={{ updateIntegration, testConnection, removeIntegration }}
      />
    </SignedInPage>
  );
}
