import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import type { UserRow } from '#lib/users/view.ts';
import type { UserChange } from './user-actions.ts';
import { changeWords } from './user-words.ts';

/** Says what a change of an account does before it is done. */
export function ChangeDialog({
  row,
  change,
  onDo,
  onClose,
}: {
  row: UserRow;
  change: UserChange;
  onDo: () => void;
  onClose: () => void;
}) {
  const { title, happens, button } = changeWords(change, row);
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-body">
        <p className="hint wrap-anywhere">{row.email}</p>
        <ul className="happens">
          {happens.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </div>
      <footer className="dialog-foot">
        <Button look="quiet" onClick={onClose} data-autofocus="">
          Cancel
        </Button>
        <Button look={change === 'disable' ? 'danger' : 'primary'} onClick={onDo}>
          {button}
        </Button>
      </footer>
    </Dialog>
  );
}
