import type { IntegrationView, StatusView, TokenView } from './view.ts';

/** Plain data for an administrator's browser; instants as ISO text. No field for a token's or a key's text. */

/**
 * How far a runtime is. `complete_installation`: it has no Git runtime token, or a step of its installation is left;
 * `ready`: nothing to do; `token`: its Git runtime token needs the administrator, and `StatusView` says why;
 * `key`: it has no runtime key that works, so that it gets no credentials; `webhook`: it has none, or it is gone.
 */
export type RuntimeState = 'complete_installation' | 'ready' | 'token' | 'key' | 'webhook';

/** One row of the administrator's list. */
export interface AdminRuntimeRow {
  readonly id: string;
  readonly name: string;
  readonly repository: string;
  readonly repositoryUrl: string;
  readonly integrationId: string;
  readonly integrationName: string;
  /** A `GitProvider.id`: picks the provider's mark. */
  readonly provider: string;
  readonly state: RuntimeState;
  /** When people began to see it; null: they do not yet. */
  readonly installedAt: string | null;
  /** Of its webhook: never created, there, or created and gone. */
  readonly webhookState: WebhookView['state'];
  /** Of its Git runtime token; `not_authorized` where there is none. */
  readonly status: StatusView;
  readonly openTo: 'everyone' | 'members';
  /** How many people may use it by name; 0 where it is open to everyone. */
  readonly members: number;
  /** How many people authorized it. */
  readonly authorizations: number;
  readonly lastEventAt: string | null;
}

/** A step of an installation; they are done in this order. */
export type InstallationStep = 'token' | 'webhook' | 'key';

export interface WebhookView {
  /** Where the provider delivers to. */
  readonly url: string;
  /** `none`: never created. `gone`: created, and not there when last looked at. */
  readonly state: 'none' | 'active' | 'gone';
  readonly checkedAt: string | null;
}

export interface RuntimeKeyView {
  readonly id: string;
  /** What may be shown of it: `gtr_1a2B3c4D…`. */
  readonly shown: string;
  readonly createdAt: string;
  readonly createdBy: string | null;
  readonly expiresAt: string | null;
  /** When it last asked for a credential; null: never. */
  readonly lastUsedAt: string | null;
}

export interface GitEventView {
  readonly id: string;
  readonly kind: 'ping' | 'push' | 'authorization_revoked' | 'other';
  /** `main` for a push; the provider's name for another event. */
  readonly ref: string | null;
  readonly commit: string | null;
  readonly subject: string | null;
  readonly actor: string | null;
  readonly receivedAt: string;
}

export interface MemberView {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly disabled: boolean;
}

/** The administrator's page of one runtime. */
export interface AdminRuntimePage extends AdminRuntimeRow {
  /** `github.com`, `localhost:4000`. */
  readonly host: string;
  readonly providerLabel: string;
  readonly hasOAuth: boolean;
  /** Kinds of personal access token for a runtime, the one to recommend first, as `IntegrationView.tokenKinds`. */
  readonly tokenKinds: IntegrationView['tokenKinds'];
  readonly tokenForms: IntegrationView['tokenForms'];
  /** Null once nothing of the installation is left to do. */
  readonly nextStep: InstallationStep | null;
  readonly token: TokenView | null;
  readonly webhook: WebhookView;
  /** Live ones, newest first; two at most. */
  readonly keys: readonly RuntimeKeyView[];
  readonly memberList: readonly MemberView[];
  /** The last 20, newest first. */
  readonly events: readonly GitEventView[];
  /** The server's clock when this was read. */
  readonly now: string;
}
