import type { RuntimeKeyView } from '#lib/runtimes/admin-view.ts';
import type { RuntimeActions } from './runtime-actions.ts';
import type { RuntimeState } from './use-runtime.ts';

export type OpenDialog =
  | { readonly kind: 'token' | 'webhook' | 'key' | 'rename' | 'remove' }
  | { readonly kind: 'revoke'; readonly key: RuntimeKeyView };

/** What every part of a runtime's page is given. */
export interface RuntimeParts {
  readonly runtime: RuntimeState;
  readonly actions: RuntimeActions;
  /** Where people and runtimes reach this app. */
  readonly publicUrl: string;
  /** The browser is on its way to the provider. */
  readonly leaving: boolean;
  readonly onAuthorize: () => void;
  readonly onCheck: () => void;
  /** Null: not begun, or the server could not be reached, which was said. */
  readonly onCreateWebhook: () => Promise<Awaited<ReturnType<RuntimeActions['createWebhook']>> | null>;
  readonly onOpen: (dialog: OpenDialog) => void;
}

/** What a dialog is given beside that. */
export type RuntimeDialogProps = RuntimeParts & { readonly onClose: () => void };
