import { useAskBeforeLeaving } from '#components/admin/ask-before-leaving.ts';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';

const question = 'The password is not shown again. Leave without having stored it?';

/** A password that was made: it is in this dialog alone, which closes by saying that it was stored, and by nothing else. */
export function MadePassword({
  title,
  name,
  email,
  password,
  onClose,
}: {
  title: string;
  name: string;
  email: string;
  password: string;
  onClose: () => void;
}) {
  useAskBeforeLeaving(question);
  return (
    <Dialog title={title} onClose={onClose} locked>
      <div className="dialog-body">
        <Alert tone="soon" live>
          <b>Copy the password now: it is not shown again.</b> Give it to {name} by a way that others do not read. A
          lost one is replaced from the menu beside the name.
        </Alert>
        <div className="field">
          <span className="label">E-mail address</span>
          <span className="wrap-anywhere">{email}</span>
        </div>
        <div className="field">
          <label htmlFor="made-password">Password</label>
          <span className="copy">
            <input
              id="made-password"
              className="input input-mono"
              readOnly
              value={password}
              data-autofocus=""
              data-1p-ignore=""
              data-lpignore="true"
              onFocus={(event) => event.currentTarget.select()}
            />
            <CopyButton text={password} label="Copy password" />
          </span>
        </div>
      </div>
      <footer className="dialog-foot">
        <Button look="primary" onClick={onClose}>
          I have stored it
        </Button>
      </footer>
    </Dialog>
  );
}
