import type { IntegrationValues } from './integration-actions.ts';

/** What the form says now. Read when it is needed, so that the client secret is in its field and nowhere else. */
export function formValues(
  form: HTMLFormElement,
): IntegrationValues & { provider: string; removeApplication: boolean } {
  const data = new FormData(form);
  const text = (name: string) => {
    const value = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  return {
    provider: text('provider'),
    name: text('name'),
    origin: text('origin'),
    apiBase: text('apiBase'),
    oauthClientId: text('oauthClientId'),
    oauthClientSecret: text('oauthClientSecret'),
    caBundle: text('caBundle'),
    removeApplication: data.has('removeApplication'),
  };
}
