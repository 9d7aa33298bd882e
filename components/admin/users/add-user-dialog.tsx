import '#components/settings/dialogs/dialogs.css';
import { type FormEvent, useState } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SecretInput } from '#components/ui/secret-input.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import { showToast } from '#components/ui/toast.tsx';
import { failureMessage } from '#lib/failures.ts';
import type { AddedUser } from '#lib/users/add.ts';
import { MadePassword } from './made-password.tsx';
import type { UserActions } from './user-actions.ts';

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** Adds a person: with a password that is made here and told once, or one that is typed. */
export function AddUserDialog({ addUser, onClose }: { addUser: UserActions['addUser']; onClose: () => void }) {
  const [typed, setTyped] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [added, setAdded] = useState<AddedUser | null>(null);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    try {
      const result = await addUser({
        name: text(form, 'name'),
        email: text(form, 'email'),
        role: form.get('role') === 'administrator' ? 'administrator' : 'user',
        password: typed ? text(form, 'password') : null,
      });
      if (!result.ok) return setProblem(failureMessage(result));
      if (result.value.password !== null) return setAdded(result.value);
      showToast({ text: `${result.value.name} can sign in with the password you typed.` });
      onClose();
    } catch {
      setProblem('The server could not be reached. Look whether the person is in the list, then try again.');
    } finally {
      setBusy(false);
    }
  }

  if (added !== null) {
    const { name, email, password } = added;
    return (
      <MadePassword
        title={`${name} can sign in`}
        name={name}
        email={email}
        password={password ?? ''}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog title="Add a user" onClose={onClose} locked={busy}>
      <form className="contents" onSubmit={(event) => void send(event)}>
        <div className="dialog-body">
          {problem === null ? null : (
            <Alert tone="broken" live>
              {problem}
            </Alert>
          )}
          <TextField label="Name" name="name" required maxLength={80} autoComplete="off" data-autofocus="" />
          <TextField label="E-mail address" name="email" type="email" required maxLength={320} autoComplete="off" />
          <div className="field">
            <label htmlFor="role">Role</label>
            <select id="role" name="role" className="input" defaultValue="user">
              <option value="user">User: authorizes runtimes</option>
              <option value="administrator">Administrator: installs runtimes and manages people too</option>
            </select>
          </div>
          <fieldset className="grid gap-1">
            <legend className="label mb-1.5">Password</legend>
            <label className="choice">
              <input type="radio" name="how" checked={!typed} onChange={() => setTyped(false)} />
              <span>
                Make one
                <span className="hint block">A strong one, shown once after adding.</span>
              </span>
            </label>
            <label className="choice">
              <input type="radio" name="how" checked={typed} onChange={() => setTyped(true)} />
              <span>Type one</span>
            </label>
            {typed ? (
              <SecretInput
                name="password"
                shown="password"
                aria-label="Password"
                autoComplete="new-password"
                placeholder="At least 12 characters"
                required
                minLength={12}
                maxLength={1024}
              />
            ) : null}
          </fieldset>
        </div>
        <footer className="dialog-foot">
          <Button look="quiet" onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button type="submit" look="primary" busy={busy}>
            Add user
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
