import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { RuntimeKeyView } from '#lib/runtimes/admin-view.ts';
import { agoWords, expiryWords } from '#lib/time-words.ts';
import { KeySnippets } from './key-snippets.tsx';
import type { RuntimeParts } from './runtime-parts.ts';

/** Live keys at most, so that one can be replaced without a gap. */
const mostKeys = 2;

function said({ createdAt, createdBy, lastUsedAt, expiresAt }: RuntimeKeyView, now: Date): readonly [string, string] {
  const ends = expiresAt === null ? '' : `, expires ${expiryWords(new Date(expiresAt), now)}`;
  return [
    lastUsedAt === null ? 'never used' : `used ${agoWords(new Date(lastUsedAt), now)}`,
    `created ${agoWords(new Date(createdAt), now)}${createdBy === null ? '' : ` by ${createdBy}`}${ends}`,
  ];
}

/** The keys that live, and how to use one. */
export function KeysCard({ runtime: { page }, publicUrl, onOpen }: RuntimeParts) {
  const { keys, name, state } = page;
  const now = new Date(page.now);
  const full = keys.length >= mostKeys;
  return (
    <section className="card rt-card" aria-labelledby="keys-title">
      <header>
        <h2 id="keys-title">Runtime keys</h2>
      </header>
      {keys.length === 0 ? (
        <p className="hint">{name} has no key, so it gets no credentials. Make one to let it commit for people.</p>
      ) : (
        <ul className="keys">
          {keys.map((key) => {
            const [used, made] = said(key, now);
            return (
              <li key={key.id}>
                <Icon name="key" />
                <div>
                  <span className="font-mono text-[13px]">{key.shown}</span>
                  <span className="sub">{used}</span>
                  <span className="sub">{made}</span>
                </div>
                <Button look="quiet" aria-label={`Revoke ${key.shown}`} onClick={() => onOpen({ kind: 'revoke', key })}>
                  Revoke
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      {full ? (
        <p id="keys-full" className="hint">
          Two keys live, so that one can be replaced without a gap. Revoke the old one before making another.
        </p>
      ) : null}
      {state === 'key' ? null : (
        <footer>
          <Button
            look={keys.length === 0 ? 'primary' : 'plain'}
            aria-disabled={full || undefined}
            aria-describedby={full ? 'keys-full' : undefined}
            onClick={() => {
              if (!full) onOpen({ kind: 'key' });
            }}
          >
            New runtime key
          </Button>
        </footer>
      )}
      <details className="usage">
        <summary>Use it from git, curl or Kubernetes</summary>
        <KeySnippets page={page} runtimeKey="gtr_…" publicUrl={publicUrl} />
      </details>
    </section>
  );
}
