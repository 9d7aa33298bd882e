import type { FailureCode } from '#lib/failures.ts';
import type { ConnectionReport } from '#lib/git-integrations/connection-words.ts';
import type { IntegrationPage } from '#lib/git-integrations/show.ts';
import type { Result } from '#lib/result.ts';

type Answer<Value> = Promise<Result<Value, FailureCode>>;

/** What a form says of where an integration is and how to get there. */
export interface ConnectionValues {
  readonly origin: string;
  readonly apiBase: string;
  readonly oauthClientId: string;
  readonly oauthClientSecret: string;
  readonly caBundle: string;
}

export interface IntegrationValues extends ConnectionValues {
  readonly name: string;
}

/** What these pages can have done, given to them as props: the server actions of `app/admin/integrations/actions.ts`. */
export interface IntegrationActions {
  readonly createIntegration: (input: IntegrationValues & { id: string; provider: string }) => Answer<{ id: string }>;
  readonly updateIntegration: (
    input: IntegrationValues & { integrationId: string; removeApplication: boolean; confirmOriginChange: boolean },
  ) => Answer<{ page: IntegrationPage }>;
  readonly testConnection: (input: {
    integrationId: string;
    form?: ConnectionValues & { provider: string; removeApplication: boolean };
  }) => Answer<ConnectionReport>;
  readonly removeIntegration: (input: { integrationId: string }) => Answer<{ name: string }>;
}

export interface ProviderChoice {
  readonly id: string;
  readonly label: string;
  /** The origin of the provider's own service, and its API base; null when every one is self-managed. */
  readonly origin: string | null;
  readonly apiBase: string | null;
}
