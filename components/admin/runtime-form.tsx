'use client';

import { useActionState } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import { type AdminAction, said } from './form-action.ts';

/** Adds a runtime. */
export function RuntimeForm({
  action,
  integrations,
}: {
  action: AdminAction;
  integrations: readonly { readonly id: string; readonly name: string; readonly host: string }[];
}) {
  const [outcome, submit, busy] = useActionState(said(action), null);
  return (
    <form action={submit} className="card admin-form" aria-labelledby="add-runtime">
      <h2 id="add-runtime">Add a runtime</h2>
      {outcome === null ? null : (
        <Alert tone="broken" live>
          {outcome.message}
        </Alert>
      )}
      <TextField label="Name" name="name" required maxLength={64} autoComplete="off" placeholder="production-eu" />
      <div className="field">
        <label htmlFor="integration">Git integration</label>
        <select id="integration" name="gitIntegrationId" className="input">
          {integrations.map(({ id, name, host }) => (
            <option key={id} value={id}>
              {name} ({host})
            </option>
          ))}
        </select>
      </div>
      <TextField
        label="Repository"
        name="repository"
        required
        maxLength={200}
        autoComplete="off"
        placeholder="acme/gitops-config"
        hint="The shared configuration repository it commits to: owner/name."
      />
      <Button type="submit" look="primary" wide busy={busy}>
        Add runtime
      </Button>
    </form>
  );
}
