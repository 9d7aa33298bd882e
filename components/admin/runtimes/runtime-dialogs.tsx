import { Suspense, lazy } from 'react';
import type { OpenDialog, RuntimeDialogProps } from './runtime-parts.ts';

const TokenDialog = lazy(() => import('./dialogs/token-dialog.tsx'));
const WebhookDialog = lazy(() => import('./dialogs/webhook-dialog.tsx'));
const KeyDialog = lazy(() => import('./dialogs/key-dialog.tsx'));
const RevokeKeyDialog = lazy(() => import('./dialogs/revoke-key-dialog.tsx'));
const RenameDialog = lazy(() => import('./dialogs/rename-dialog.tsx'));
const RemoveDialog = lazy(() => import('./dialogs/remove-dialog.tsx'));

/** The one open dialog of a runtime's page. When it closes and what had the focus is gone, the page's menu has it. */
export function RuntimeDialogs({ dialog, ...given }: RuntimeDialogProps & { dialog: OpenDialog }) {
  function onClose() {
    given.onClose();
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) document.getElementById('runtime-menu')?.focus();
    });
  }
  const props = { ...given, onClose };
  return (
    <Suspense fallback={null}>
      {dialog.kind === 'token' ? <TokenDialog {...props} /> : null}
      {dialog.kind === 'webhook' ? <WebhookDialog {...props} /> : null}
      {dialog.kind === 'key' ? <KeyDialog {...props} /> : null}
      {dialog.kind === 'revoke' ? <RevokeKeyDialog {...props} runtimeKey={dialog.key} /> : null}
      {dialog.kind === 'rename' ? <RenameDialog {...props} /> : null}
      {dialog.kind === 'remove' ? <RemoveDialog {...props} /> : null}
    </Suspense>
  );
}
