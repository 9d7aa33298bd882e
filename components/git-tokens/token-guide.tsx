import { ExternalLink } from '#components/ui/external-link.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { IntegrationView } from '#lib/runtimes/view.ts';

/** What a token is made for: an integration, or a runtime of one, which needs other scopes. */
export type TokenSource = Pick<IntegrationView, 'host' | 'providerLabel' | 'tokenKinds' | 'tokenForms'>;

/** How to make a token: the kinds, each with its page at the provider and every scope it needs in plain words. */
export function TokenGuide({
  integration,
  kindId,
  missing,
  onKind,
}: {
  integration: TokenSource;
  kindId: string;
  missing: readonly string[];
  onKind: (kindId: string) => void;
}) {
  const { tokenKinds, host } = integration;
  const kind = tokenKinds.find((each) => each.id === kindId) ?? tokenKinds[0];
  if (kind === undefined) return null;
  return (
    <section className="guide" aria-label="How to create a token">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="label">Create one at {host}</p>
        {tokenKinds.length < 2 ? null : (
          <fieldset className="segments">
            <legend className="sr-only">Kind of token</legend>
            {tokenKinds.map(({ id, label }) => (
              <label key={id} className="px-2.5">
                <input
                  type="radio"
                  name="kind"
                  className="sr-only"
                  checked={id === kind.id}
                  onChange={() => onKind(id)}
                />
                {label}
              </label>
            ))}
          </fieldset>
        )}
      </div>
      <ul>
        {kind.scopes.map(({ name, hint }) => {
          const lacks = missing.includes(name);
          return (
            <li key={name} className={lacks ? 'text-broken' : undefined}>
              <Icon name={lacks ? 'octagon' : 'check'} small />
              <span>
                <span className="code">{name}</span> {hint}
                {lacks ? <b> – missing from this token</b> : null}
              </span>
            </li>
          );
        })}
      </ul>
      <ExternalLink href={kind.newTokenUrl} button>
        Create a {kind.label}
      </ExternalLink>
      <p className="hint">
        The page opens with name and permissions filled in, where {integration.providerLabel} allows it.
      </p>
    </section>
  );
}
