import { useId, useState } from 'react';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { SecretInput } from '#components/ui/secret-input.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import type { IntegrationPage } from '#lib/git-integrations/show.ts';

/** The OAuth application. Its client secret is never shown again: an empty field keeps it. */
export function ApplicationFields({
  stored,
  redirectUri,
  problem,
}: {
  stored: IntegrationPage | null;
  redirectUri: string;
  problem: string | null;
}) {
  const id = useId();
  const has = stored?.hasClientSecret === true;
  const [removing, setRemoving] = useState(false);
  return (
    <>
      <div className="field">
        <span className="label">Redirect URI</span>
        <span className="ig-copy">
          <span className="code">{redirectUri}</span>
          <CopyButton text={redirectUri} label="Copy redirect URI" />
        </span>
      </div>
      <div className={removing ? 'ig-gone' : 'contents'} inert={removing}>
        <TextField
          label="Client ID"
          name="oauthClientId"
          maxLength={500}
          defaultValue={stored?.oauthClientId ?? ''}
          spellCheck={false}
          autoComplete="off"
        />
        <div className="field">
          <label htmlFor={id}>Client secret</label>
          <SecretInput
            id={id}
            name="oauthClientSecret"
            shown="client secret"
            maxLength={500}
            placeholder={has ? 'Stored' : undefined}
            aria-invalid={problem === null ? undefined : true}
            aria-describedby={`${id}-problem ${id}-hint`}
          />
          {problem === null ? null : (
            <p id={`${id}-problem`} className="problem">
              <Icon name="octagon" small />
              {problem}
            </p>
          )}
          {has ? (
            <p id={`${id}-hint`} className="hint">
              It is never shown again. Left empty, it stays as it is.
            </p>
          ) : null}
        </div>
      </div>
      {has ? (
        <label className="ig-choice">
          <input
            type="checkbox"
            name="removeApplication"
            checked={removing}
            onChange={(event) => setRemoving(event.currentTarget.checked)}
          />
          <span>
            Remove OAuth application
            <span className="hint block">
              People then paste tokens. Those they got by OAuth work until they end, and cannot be renewed.
            </span>
          </span>
        </label>
      ) : null}
    </>
  );
}
