import { TokenFields } from '#components/git-tokens/token-fields.tsx';
import { OAuthOffer } from '#components/admin/runtimes/oauth-offer.tsx';
import type { RuntimeDialogProps } from '#components/admin/runtimes/runtime-parts.ts';
import { useRuntimeTokenForm } from '#components/admin/runtimes/use-runtime-token-form.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';

/** Another Git runtime token in place of the one there is. */
export default function TokenDialog({ runtime, actions, leaving, onAuthorize, onClose }: RuntimeDialogProps) {
  const { page } = runtime;
  const { name, host, token } = page;
  const entry = useRuntimeTokenForm(runtime, actions, onClose);
  const verb = token === null ? 'Add Git runtime token' : 'Update Git runtime token';
  return (
    <Dialog title={`${verb} of ${name}`} onClose={onClose} locked={entry.sending}>
      <form onSubmit={entry.onSubmit} className="contents" autoComplete="off">
        <div className="dialog-body">
          <p className="hint">
            {token === null
              ? `${name} works with it on its own.`
              : `The ${token.kindLabel} …${token.lastFour}${token.login === null ? '' : ` of ${token.login}`} stays until the new one has passed.`}{' '}
            People’s own tokens are not affected.
          </p>
          <OAuthOffer page={page} leaving={leaving} onAuthorize={onAuthorize} />
          <p className="or">or paste a personal access token</p>
          <TokenFields source={page} entry={entry} today={page.now.slice(0, 10)} />
        </div>
        <footer className="dialog-foot">
          <Button look="quiet" onClick={onClose} disabled={entry.sending}>
            Cancel
          </Button>
          <Button type="submit" look="primary" busy={entry.sending}>
            {entry.sending ? `Checking with ${host}…` : 'Save token'}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
