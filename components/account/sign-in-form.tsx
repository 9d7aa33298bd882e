'use client';

import { useActionState } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import type { FormAction } from './form-action.ts';

/** Works without script too: the form posts, and comes back with the reason. */
export function SignInForm({ action, next, notice }: { action: FormAction; next: string; notice: string | null }) {
  const [failure, submit, busy] = useActionState(action, null);
  const problem = failure?.message ?? notice;
  return (
    <form action={submit}>
      {problem === null ? null : (
        <Alert tone="broken" live>
          {problem}
        </Alert>
      )}
      <input type="hidden" name="next" value={next} />
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        autoComplete="username"
        required
        maxLength={320}
        aria-invalid={failure !== null || undefined}
      />
      <div className="field">
        <label htmlFor="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          className="input"
          autoComplete="current-password"
          required
          maxLength={1024}
          aria-invalid={failure !== null || undefined}
        />
      </div>
      <Button type="submit" look="primary" wide busy={busy}>
        Sign in
      </Button>
    </form>
  );
}
