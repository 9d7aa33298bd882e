import type { FailureCode } from '#lib/failures.ts';
import type { Result } from '#lib/result.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';

type Answer<Value> = Promise<Result<Value, FailureCode>>;

/** With what a change answers: the page as it is now. */
export interface Changed {
  readonly page: AdminRuntimePage;
}

/** What became of a runtime that was removed. */
export interface Removed {
  readonly webhook: 'deleted' | 'none' | 'left';
  /** The provider's page of the webhook that was left. */
  readonly webhookUrl: string | null;
  readonly tokensDeleted: number;
  /** What could not be removed, each a sentence. */
  readonly left: readonly string[];
}

interface Of {
  readonly runtimeId: string;
}

interface Access {
  readonly openTo: 'everyone' | 'members';
  readonly memberIds: string[];
}

/** What the page of a runtime can have done, given to it as a prop: the server actions of `app/admin/runtimes/actions.ts`. */
export interface RuntimeActions {
  readonly setRuntimeToken: (
    input: Of & { token: string; expiresOn: string | null; acceptOtherOwner: boolean },
  ) => Answer<Changed>;
  readonly startRuntimeAuthorization: (input: Of & { acceptOtherOwner?: boolean }) => Answer<{ url: string }>;
  readonly checkRuntime: (input: Of) => Answer<Changed>;
  readonly createWebhook: (input: Of) => Answer<Changed & { outcome: 'created' | 'adopted' }>;
  readonly createRuntimeKey: (input: Of) => Answer<Changed & { key: string }>;
  readonly revokeRuntimeKey: (input: Of & { keyId: string }) => Answer<Changed>;
  /** `began` is how it was when the change was begun. */
  readonly setRuntimeAccess: (input: Of & Access & { began: Access }) => Answer<Changed>;
  readonly renameRuntime: (input: Of & { name: string }) => Answer<Changed>;
  readonly removeRuntime: (input: Of) => Answer<Removed>;
}

/** Makes the runtime; the rest of its installation is on its own page. */
export type CreateRuntime = (input: {
  name: string;
  gitIntegrationId: string;
  repository: string;
}) => Answer<{ id: string }>;
