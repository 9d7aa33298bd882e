'use client';

import { useActionState } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { SecretInput } from '#components/ui/secret-input.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import type { FormAction } from './form-action.ts';

/** Makes the first administrator. */
export function SetupForm({ action }: { action: FormAction }) {
  const [failure, submit, busy] = useActionState(action, null);
  return (
    <form action={submit}>
      {failure === null ? null : (
        <Alert tone="broken" live>
          {failure.message}
        </Alert>
      )}
      <TextField label="Your name" name="name" autoComplete="name" required maxLength={80} />
      <TextField label="E-mail address" name="email" type="email" autoComplete="username" required maxLength={320} />
      <div className="field">
        <label htmlFor="password">Password</label>
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
      <Button type="submit" look="primary" wide busy={busy}>
        Create administrator
      </Button>
    </form>
  );
}
