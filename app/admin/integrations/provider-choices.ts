import type { ProviderChoice } from '#components/admin/integrations/integration-actions.ts';
import { gitProviders } from '#lib/git-providers/registry.ts';

/** The Git providers a person chooses from, with where their own service is. */
export function providerChoices(): readonly ProviderChoice[] {
  return gitProviders.map((provider) => {
    const { id, label, defaultOrigin: origin } = provider;
    return { id, label, origin, apiBase: origin === null ? null : provider.apiBaseFor(origin) };
  });
}
