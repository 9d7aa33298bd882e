import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import { showToast } from '#components/ui/toast.tsx';
import type { IntegrationActions } from '#components/admin/integrations/integration-actions.ts';
import { failureMessage } from '#lib/failures.ts';
import type { IntegrationPage } from '#lib/git-integrations/show.ts';

/** Removing a Git integration: only once no runtime uses it, and only after asking. */
export default function RemoveDialog({
  page,
  actions,
  onClose,
}: {
  page: IntegrationPage;
  actions: Pick<IntegrationActions, 'removeIntegration'>;
  onClose: () => void;
}) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState(
    page.runtimes === 0 ? null : failureMessage({ code: 'integration_in_use', detail: { runtimes: page.runtimes } }),
  );

  async function remove() {
    setBusy(true);
    const result = await actions
      .removeIntegration({ integrationId: page.id })
      .catch(() => ({ ok: false, code: 'unexpected' }) as const);
    setBusy(false);
    if (!result.ok) return setRefusal(failureMessage(result));
    showToast({ text: `${page.name} was removed.` });
    router.push('/admin/integrations');
  }

  return (
    <Dialog
      title={refusal === null ? `Remove ${page.name}?` : `${page.name} is in use`}
      onClose={onClose}
      locked={busy}
    >
      <div className="dialog-body">
        {refusal === null ? (
          <p>
            No runtime uses it, so nobody loses anything. Its OAuth application stays registered at {page.host} until
            you remove it there.
          </p>
        ) : (
          <Alert tone="soon" icon="triangle" live>
            {refusal}
          </Alert>
        )}
      </div>
      <footer className="dialog-foot">
        <Button look="quiet" onClick={onClose} disabled={busy} data-autofocus="">
          {refusal === null ? 'Cancel' : 'Close'}
        </Button>
        {refusal === null ? (
          <Button look="danger" busy={busy} onClick={() => void remove()}>
            Remove integration
          </Button>
        ) : (
          <PageLink className="btn btn-primary" href="/admin/runtimes">
            Go to runtimes
          </PageLink>
        )}
      </footer>
    </Dialog>
  );
}
