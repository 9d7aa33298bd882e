import type { FailureCode } from '#lib/failures.ts';
import type { Result } from '#lib/result.ts';
import type { OtherRuntime, RuntimeOutcome, RuntimeRow } from '#lib/runtimes/view.ts';

export type Revoked = 'revoked' | 'unsupported' | 'failed' | 'still_used' | 'kept';

type Answer<Value> = Promise<Result<Value, FailureCode>>;

/** What the page can have done, given to it as a prop: the server actions of `app/settings/actions.ts`. */
export interface SettingsActions {
  readonly addToken: (input: {
    runtimeId: string;
    token: string;
    expiresOn: string | null;
    acceptOtherOwner: boolean;
  }) => Answer<{ row: RuntimeRow; others: readonly OtherRuntime[] }>;
  readonly reuseToken: (input: {
    tokenId: string;
    runtimeIds: string[];
  }) => Answer<{ outcomes: readonly RuntimeOutcome[] }>;
  readonly checkNow: (input: { runtimeId: string }) => Answer<{ row: RuntimeRow }>;
  readonly deleteToken: (input: {
    runtimeId: string;
    everywhere: boolean;
    revoke: boolean;
  }) => Answer<{ row: RuntimeRow; revocation: Revoked; manageUrl: string }>;
  readonly startAuthorization: (input: { runtimeId: string; acceptOtherOwner?: boolean }) => Answer<{ url: string }>;
}
