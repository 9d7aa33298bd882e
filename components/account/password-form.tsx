'use client';

import './account.css';
import { type FormEvent, useState } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { SecretInput } from '#components/ui/secret-input.tsx';
import { showToast } from '#components/ui/toast.tsx';
import { failureMessage } from '#lib/failures.ts';
import type { Result } from '#lib/result.ts';

type Change = (input: { current: string; password: string }) => Promise<Result<null>>;

/** Changes one's own password, by who knows the current one. */
export function PasswordForm({ email, change }: { email: string; change: Change }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const text = (name: string) => {
      const value = given.get(name);
      return typeof value === 'string' ? value : '';
    };
    setBusy(true);
    setProblem(null);
    try {
      const result = await change({ current: text('current'), password: text('password') });
      if (!result.ok) return setProblem(failureMessage(result));
      form.reset();
      showToast({ text: 'Your password was changed.' });
    } catch {
      setProblem(
        'The server could not be reached. Try again; if your current password is wrong then, the new one holds.',
      );
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="card password-card" onSubmit={(event) => void send(event)}>
      {problem === null ? null : (
        <Alert tone="broken" live>
          {problem}
        </Alert>
      )}
      {/* For password managers: whose it is. */}
      <input type="text" name="username" autoComplete="username" defaultValue={email} readOnly hidden />
      <div className="field">
        <label htmlFor="current">Current password</label>
        <SecretInput
          id="current"
          name="current"
          shown="password"
          autoComplete="current-password"
          required
          maxLength={1024}
        />
      </div>
      <div className="field">
        <label htmlFor="password">New password</label>
        <SecretInput
          id="password"
          name="password"
          shown="password"
          autoComplete="new-password"
          required
          minLength={12}
          maxLength={1024}
          aria-describedby="password-hint"
        />
        <p id="password-hint" className="hint">
          At least 12 characters. Length is what counts: a few words are good.
        </p>
      </div>
      <Button type="submit" look="primary" busy={busy}>
        Change password
      </Button>
    </form>
  );
}
