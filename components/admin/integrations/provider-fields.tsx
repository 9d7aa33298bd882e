import { useState } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import type { IntegrationPage } from '#lib/git-integrations/show.ts';
import type { FormProblem } from './form-problem.ts';
import type { ProviderChoice } from './integration-actions.ts';

/** Which provider, what people call it, and where it is. The provider of one that exists stays. */
export function ProviderFields({
  stored,
  providers,
  problem,
}: {
  stored: IntegrationPage | null;
  providers: readonly ProviderChoice[];
  problem: FormProblem | null;
}) {
  const [provider, setProvider] = useState(providers.find(({ id }) => id === stored?.provider) ?? providers[0]);
  const [address, setAddress] = useState(stored?.origin ?? provider?.origin ?? '');
  const [api, setApi] = useState(stored?.apiBase ?? provider?.apiBase ?? '');
  const prefilled = stored?.apiBase ?? provider?.apiBase ?? '';
  const at = (field: FormProblem['at']) => (problem?.at === field ? problem.text : null);

  function choose(id: string) {
    const next = providers.find((each) => each.id === id);
    setProvider(next);
    setAddress(next?.origin ?? '');
    setApi(next?.apiBase ?? '');
  }
  function typeAddress(text: string) {
    setAddress(text);
    // The API address that was filled in beforehand belongs to the address it came with.
    if (api === prefilled && text !== (stored?.origin ?? provider?.origin)) setApi('');
  }

  const written = hostAsWritten(address);
  return (
    <>
      {stored === null ? (
        <div className="field">
          <label htmlFor="provider">Git provider</label>
          <select
            id="provider"
            name="provider"
            className="input"
            value={provider?.id}
            onChange={(event) => choose(event.currentTarget.value)}
          >
            {providers.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </div>
      ) : (
        <input type="hidden" name="provider" value={stored.provider} />
      )}
      <TextField
        label="Name"
        name="name"
        required
        maxLength={64}
        defaultValue={stored?.name ?? ''}
        placeholder={provider?.label}
        autoComplete="off"
        problem={at('name')}
      />
      <TextField
        key={provider?.id}
        label="Address"
        name="origin"
        required
        inputMode="url"
        spellCheck={false}
        autoCapitalize="off"
        defaultValue={address}
        placeholder="https://git.example.com"
        autoComplete="off"
        problem={at('address')}
        onText={typeAddress}
      />
      {written === null ? null : (
        <Alert tone="soon" icon="triangle">
          This host is really called <code className="code">{written}</code>. It is written with letters that may only
          look like others: make sure that it is the host you mean.
        </Alert>
      )}
      <details className="ig-more" open={at('api') !== null || undefined}>
        <summary>Advanced</summary>
        <TextField
          key={`${provider?.id} ${String(api === '' && api !== prefilled)}`}
          label="API address"
          name="apiBase"
          inputMode="url"
          spellCheck={false}
          autoCapitalize="off"
          defaultValue={api}
          placeholder="The usual one for this address"
          autoComplete="off"
          problem={at('api')}
          onText={setApi}
          hint="Left empty, it is the provider’s usual one for the address."
        />
      </details>
    </>
  );
}

/** The real name of a host that was typed with letters beyond ASCII; null for all others. */
function hostAsWritten(address: string): string | null {
  const text = address.trim();
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const { hostname } = new URL(text);
  return /(?:^|\.)xn--/.test(hostname) ? hostname : null;
}
