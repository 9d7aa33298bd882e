import { Suspense, lazy } from 'react';
import type { Toast } from '#components/ui/toast.tsx';
import type { OtherRuntime, RuntimePage, RuntimeRow, TokenView } from '#lib/runtimes/view.ts';
import type { SettingsActions } from './settings-actions.ts';
import type { Commands } from './use-commands.ts';

export type OpenDialog =
  | { readonly kind: 'add' | 'delete'; readonly row: RuntimeRow }
  | {
      readonly kind: 'others';
      readonly row: RuntimeRow;
      readonly others?: readonly OtherRuntime[];
      readonly said?: Toast;
      /** The id of the token that was just replaced: what else uses it is ticked. */
      readonly previous?: string | null;
    }
  | { readonly kind: 'reuse'; readonly row: RuntimeRow; readonly tokens: readonly TokenView[] };

/** What every dialog of a row is given. `row` is the row as it is now. */
export interface RowDialogProps {
  readonly row: RuntimeRow;
  readonly page: RuntimePage;
  readonly actions: SettingsActions;
  readonly rows: Commands;
  readonly onOpen: (dialog: OpenDialog) => void;
  readonly onClose: () => void;
}

const load = {
  menu: () => import('./row-menu.tsx'),
  add: () => import('./dialogs/add-token-dialog.tsx'),
  delete: () => import('./dialogs/delete-token-dialog.tsx'),
  others: () => import('./dialogs/others-dialog.tsx'),
  reuse: () => import('./dialogs/reuse-dialog.tsx'),
};
/** The menu of a row, loaded with the dialogs. */
export const RowMenu = lazy(load.menu);
const AddTokenDialog = lazy(load.add);
const DeleteTokenDialog = lazy(load.delete);
const OthersDialog = lazy(load.others);
const ReuseDialog = lazy(load.reuse);

let loaded = false;

/** Loads the menu and the dialogs when a person first reaches for the list, so that opening one does not wait. */
export function preloadDialogs() {
  if (loaded) return;
  loaded = true;
  for (const each of Object.values(load)) void each();
}

/** The one open dialog. When it closes and what had the focus is gone, the row's menu button has it. */
export function SettingsDialogs({ dialog, ...props }: Omit<RowDialogProps, 'row'> & { dialog: OpenDialog }) {
  const row = props.page.rows.find((each) => each.id === dialog.row.id) ?? dialog.row;
  function onClose() {
    props.onClose();
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) document.getElementById(`m-${row.id}`)?.focus();
    });
  }
  const given = { ...props, row, onClose };
  return (
    <Suspense fallback={null}>
      {dialog.kind === 'add' ? <AddTokenDialog {...given} /> : null}
      {dialog.kind === 'delete' ? <DeleteTokenDialog {...given} /> : null}
      {dialog.kind === 'others' ? (
        <OthersDialog
          {...given}
          first={dialog.others ?? null}
          said={dialog.said ?? null}
          previous={dialog.previous ?? null}
        />
      ) : null}
      {dialog.kind === 'reuse' ? <ReuseDialog {...given} tokens={dialog.tokens} /> : null}
    </Suspense>
  );
}
