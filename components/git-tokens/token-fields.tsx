import './token-fields.css';
import { SecretInput } from '#components/ui/secret-input.tsx';
import { Recognised } from './recognised.tsx';
import { TokenGuide, type TokenSource } from './token-guide.tsx';
import { TokenRefused } from './token-refused.tsx';
import type { TokenForm } from './use-token-form.ts';

/** The fields for pasting a token: what it looks like, why it was refused, and how to make one. */
export function TokenFields({
  label = 'Personal access token',
  source,
  entry,
  today,
  focused = true,
}: {
  label?: string;
  source: TokenSource;
  entry: TokenForm;
  /** `YYYY-MM-DD`. */
  today: string;
  /** Whether a dialog gives its field the focus. */
  focused?: boolean;
}) {
  const { host } = source;
  const { seen, failure } = entry;
  const missing = failure?.detail?.['missing'];
  const wrong = failure !== null || seen?.verdict === 'wrong_kind' || seen?.verdict === 'mistyped';
  return (
    <>
      <div className="field">
        <label htmlFor="token">{label}</label>
        <SecretInput
          id="token"
          name="token"
          shown="token"
          required
          data-autofocus={focused ? '' : undefined}
          aria-describedby="token-seen"
          aria-invalid={wrong || undefined}
          onChange={(event) => entry.look(event.currentTarget.value)}
        />
        <Recognised seen={seen} host={host} id="token-seen" />
      </div>
      {failure === null ? null : <TokenRefused failure={failure} host={host} onAccept={entry.onAccept} />}
      <TokenGuide
        integration={source}
        kindId={entry.kindId}
        missing={Array.isArray(missing) ? missing : []}
        onKind={entry.setKindId}
      />
      <details>
        <summary className="hint">It has an expiry date that {host} does not tell</summary>
        <div className="field mt-2 max-w-56">
          <label htmlFor="expires-on">Expires on (optional)</label>
          <input id="expires-on" name="expiresOn" type="date" className="input" min={today} />
        </div>
      </details>
    </>
  );
}
