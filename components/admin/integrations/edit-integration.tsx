'use client';

import { Suspense, lazy, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { showToast } from '#components/ui/toast.tsx';
import type { IntegrationPage } from '#lib/git-integrations/show.ts';
import type { IntegrationActions, ProviderChoice } from './integration-actions.ts';
import { IntegrationForm } from './integration-form.tsx';
import { IntegrationHeader } from './integration-header.tsx';
import { type Move, readMove } from './move.ts';
import { useIntegrationForm } from './use-integration-form.ts';

const MoveDialog = lazy(() => import('./dialogs/move-dialog.tsx'));
const RemoveDialog = lazy(() => import('./dialogs/remove-dialog.tsx'));

/** The page of one Git integration. Another address is asked about before it is saved. */
export function EditIntegration({
  first,
  providers,
  actions,
}: {
  first: IntegrationPage;
  providers: readonly ProviderChoice[];
  actions: Pick<IntegrationActions, 'updateIntegration' | 'testConnection' | 'removeIntegration'>;
}) {
  const [page, setPage] = useState(first);
  const [version, setVersion] = useState(0);
  const [move, setMove] = useState<Move | null>(null);
  const [removing, setRemoving] = useState(false);
  const state = useIntegrationForm(page.id, actions);

  async function save(confirmOriginChange: boolean) {
    const saved = await state.run(
      'saving',
      ({ provider: _stays, ...values }) =>
        actions.updateIntegration({ integrationId: page.id, ...values, confirmOriginChange }),
      (failure) => {
        const asked = readMove(failure);
        setMove(asked);
        return asked !== null;
      },
    );
    if (saved === null) return;
    setMove(null);
    setPage(saved.page);
    setVersion(version + 1);
    showToast({ text: 'Saved.' });
  }

  return (
    <>
      <IntegrationHeader page={page} />
      <IntegrationForm
        stored={page}
        providers={providers}
        redirectUri={page.redirectUri}
        state={state}
        version={version}
        submitLabel="Save changes"
        onSave={() => void save(false)}
        more={
          <Button look="quiet" onClick={() => setRemoving(true)}>
            <Icon name="trash" />
            Remove integration
          </Button>
        }
      />
      <Suspense fallback={null}>
        {move === null ? null : (
          <MoveDialog
            move={move}
            busy={state.busy === 'saving'}
            onConfirm={() => void save(true)}
            onClose={() => setMove(null)}
          />
        )}
        {removing ? <RemoveDialog page={page} actions={actions} onClose={() => setRemoving(false)} /> : null}
      </Suspense>
    </>
  );
}
