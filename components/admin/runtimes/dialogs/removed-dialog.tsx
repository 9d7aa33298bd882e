import type { Removed } from '#components/admin/runtimes/runtime-actions.ts';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ExternalLink } from '#components/ui/external-link.tsx';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';

/** What is left elsewhere for a person to remove. */
export function RemovedDialog({
  page,
  removed,
  onClose,
}: {
  page: AdminRuntimePage;
  removed: Removed;
  onClose: () => void;
}) {
  const { name, host, repository, token } = page;
  const { left, webhook, webhookUrl } = removed;
  return (
    <Dialog title={`${name} was removed`} onClose={onClose}>
      <div className="dialog-body">
        <p>Here nothing of it is left, and its keys no longer work. This remains elsewhere, for you to remove:</p>
        <Alert tone="soon">
          <ul className="goes">
            {left.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
            {webhook === 'left' && left.length === 0 ? <li>Its webhook on {repository}.</li> : null}
          </ul>
        </Alert>
        <p className="flex flex-wrap gap-2">
          {webhook === 'left' && webhookUrl !== null ? (
            <ExternalLink href={webhookUrl} button>
              Webhooks of {repository}
            </ExternalLink>
          ) : null}
          {token === null ? null : (
            <ExternalLink href={token.manageUrl} button>
              Tokens at {host}
            </ExternalLink>
          )}
        </p>
      </div>
      <footer className="dialog-foot">
        <Button look="primary" onClick={onClose} data-autofocus="">
          Back to runtimes
        </Button>
      </footer>
    </Dialog>
  );
}
