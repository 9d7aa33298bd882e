import { Avatar } from '#components/ui/avatar.tsx';
import { Button } from '#components/ui/button.tsx';
import { ExternalLink } from '#components/ui/external-link.tsx';
import { runtimeTokenSentence } from '#lib/git-runtime-tokens/token-words.ts';
import { statusLooks } from '#lib/git-tokens/status-words.ts';
import type { TokenView } from '#lib/runtimes/view.ts';
import { agoWords, expiryWords } from '#lib/time-words.ts';
import { tokenStep } from './runtime-attention.tsx';
import type { RuntimeParts } from './runtime-parts.ts';
import { StateBadge } from './state-badge.tsx';

function expires({ expiresAt, expiry }: TokenView, now: Date): string {
  if (expiry === 'renews') return 'renews itself';
  if (expiresAt !== null) return `${expiryWords(new Date(expiresAt), now)}${expiry === 'user' ? ', by your word' : ''}`;
  return expiry === 'never' ? 'never' : 'not told';
}

/** Whose the Git runtime token is, whether it holds, and for how long. */
export function TokenCard({ runtime, onCheck, onOpen }: RuntimeParts) {
  const { page, pending } = runtime;
  const { token, status, host } = page;
  const now = new Date(page.now);
  const look = statusLooks[status.code];
  // What the banner says and offers is not said and offered twice.
  const step = tokenStep(page);
  return (
    <section className="card rt-card" aria-labelledby="token-title">
      <header>
        <h2 id="token-title">Git runtime token</h2>
        {pending === 'check' ? (
          <span className="status tone-muted">
            <span className="spin" />
            Checking…
          </span>
        ) : (
          <StateBadge {...look} />
        )}
      </header>
      {token === null ? (
        <p className="hint">{runtimeTokenSentence(page)}</p>
      ) : (
        <>
          <div className="owner">
            <Avatar name={token.login ?? '?'} url={token.avatarUrl} medium />
            <div>
              <b>{token.login ?? 'not known yet'}</b>
              <span className="sub">
                {token.kindLabel} <span className="font-mono">…{token.lastFour}</span>
              </span>
            </div>
            <ExternalLink href={token.manageUrl}>Manage on {host}</ExternalLink>
          </div>
          <dl className="facts">
            <dt>Expires</dt>
            <dd>{expires(token, now)}</dd>
            <dt>Checked</dt>
            <dd>{status.checkedAt === null ? 'not yet' : agoWords(new Date(status.checkedAt), now)}</dd>
          </dl>
          {look.tone === 'good' || step !== null ? null : <p className="hint">{runtimeTokenSentence(page)}</p>}
        </>
      )}
      <footer>
        <Button busy={pending === 'check'} onClick={onCheck}>
          Check now
        </Button>
        {step === 'update' ? null : (
          <Button onClick={() => onOpen({ kind: 'token' })}>
            {token === null ? 'Add Git runtime token' : 'Update Git runtime token'}
          </Button>
        )}
      </footer>
    </section>
  );
}
