'use client';

import { useRouter } from 'next/navigation';
import { showToast } from '#components/ui/toast.tsx';
import type { IntegrationActions, ProviderChoice } from './integration-actions.ts';
import { IntegrationForm } from './integration-form.tsx';
import { useIntegrationForm } from './use-integration-form.ts';

/** Adds a Git integration. Its id is made beforehand, so that the redirect URI can be registered at the provider first. */
export function NewIntegration({
  id,
  redirectUri,
  providers,
  actions,
}: {
  id: string;
  redirectUri: string;
  providers: readonly ProviderChoice[];
  actions: Pick<IntegrationActions, 'createIntegration' | 'testConnection'>;
}) {
  const router = useRouter();
  const state = useIntegrationForm(id, actions);

  async function save() {
    const made = await state.run('saving', ({ removeApplication: _none, ...values }) =>
      actions.createIntegration({ id, ...values }),
    );
    if (made === null) return;
    showToast({ text: 'Added. Now install the runtimes that commit to it.' });
    router.push('/admin/integrations');
  }

  return (
    <IntegrationForm
      stored={null}
      providers={providers}
      redirectUri={redirectUri}
      state={state}
      version={0}
      submitLabel="Add Git integration"
      onSave={() => void save()}
    />
  );
}
