import { randomUUID } from 'node:crypto';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { createIntegration, testConnection } from '#app/admin/integrations/actions.ts';
import { providerChoices } from '#app/admin/integrations/provider-choices.ts';
import { SignedInPage } from '#app/signed-in.tsx';
import { Crumbs } from '#components/admin/crumbs.tsx';
import { NewIntegration } from '#components/admin/integrations/new-integration.tsx';
import { pageContext } from '#lib/auth/actor.ts';
import { redirectUri } from '#lib/git-integrations/redirect-uri.ts';

export const metadata: Metadata = { title: 'Add a Git integration' };

export default async function NewIntegrationPage() {
  const { ctx, me } = await pageContext('/admin/integrations/new');
  if (ctx.actor.role !== 'administrator') notFound();
  const id = randomUUID();
  return (
    <SignedInPage me={me} section="admin">
      <Crumbs to="integrations" />
      <h1 className="page-title">Add a Git integration</h1>
      <p className="lead">One provider at one address, with the application by which people authorize.</p>
      <NewIntegration
        id={id}
        redirectUri={redirectUri(id)}
        providers={providerChoices()}
        actions={{ createIntegration, testConnection }}
      />
    </SignedInPage>
  );
}
