'use client';

import { useActionState, useState } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { SecretInput } from '#components/ui/secret-input.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import { type AdminAction, said } from './form-action.ts';

export interface ProviderChoice {
  readonly id: string;
  readonly label: string;
  /** The origin of the provider's own service; null when every one is self-managed. */
  readonly origin: string | null;
}

/** Adds a Git integration. Its id is made beforehand, so that the redirect URI can be registered at the provider first. */
export function IntegrationForm({
  action,
  providers,
  id,
  redirectUri,
}: {
  action: AdminAction;
  providers: readonly ProviderChoice[];
  id: string;
  redirectUri: string;
}) {
  const [outcome, submit, busy] = useActionState(said(action), null);
  const [chosen, setChosen] = useState(providers[0]?.id ?? '');
  const provider = providers.find((each) => each.id === chosen);
  return (
    <form action={submit} className="card admin-form" aria-labelledby="add-integration">
      <h2 id="add-integration">Add a Git integration</h2>
      {outcome === null ? null : (
        <Alert tone="broken" live>
          {outcome.message}
        </Alert>
      )}
      <input type="hidden" name="id" value={id} />
      <div className="field">
        <label htmlFor="provider">Git provider</label>
        <select
          id="provider"
          name="provider"
          className="input"
          value={chosen}
          onChange={(event) => setChosen(event.currentTarget.value)}
        >
          {providers.map((each) => (
            <option key={each.id} value={each.id}>
              {each.label}
            </option>
          ))}
        </select>
      </div>
      <TextField label="Name" name="name" required maxLength={64} placeholder={provider?.label} autoComplete="off" />
      <TextField
        key={chosen}
        label="Address"
        name="origin"
        type="url"
        required
        defaultValue={provider?.origin ?? ''}
        placeholder="https://git.example.com"
        autoComplete="off"
      />
      <fieldset>
        <legend className="label float-left">OAuth application</legend>
        <p className="hint">
          Lets people click Authorize with OAuth instead of pasting tokens. Register it at the provider with this
          redirect URI. Leave it out to go without.
        </p>
        <div className="grid gap-1.5">
          <span className="label">Redirect URI</span>
          <span className="copy">
            <span className="code">{redirectUri}</span>
            <CopyButton text={redirectUri} label="Copy redirect URI" />
          </span>
        </div>
        <TextField label="Client ID" name="oauthClientId" maxLength={500} autoComplete="off" />
        <div className="field">
          <label htmlFor="client-secret">Client secret</label>
          <SecretInput id="client-secret" name="oauthClientSecret" shown="client secret" maxLength={500} />
        </div>
      </fieldset>
      <Button type="submit" look="primary" wide busy={busy}>
        Add Git integration
      </Button>
    </form>
  );
}
