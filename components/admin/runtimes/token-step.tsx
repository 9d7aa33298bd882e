import { TokenFields } from '#components/git-tokens/token-fields.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { ExternalLink } from '#components/ui/external-link.tsx';
import { statusLooks } from '#lib/git-tokens/status-words.ts';
import { runtimeTokenSentence } from '#lib/git-runtime-tokens/token-words.ts';
import { OAuthOffer } from './oauth-offer.tsx';
import type { RuntimeParts } from './runtime-parts.ts';
import { useRuntimeTokenForm } from './use-runtime-token-form.ts';

/** Second step: the token the runtime works with on its own. */
export function TokenStep({ runtime, actions, leaving, onAuthorize, onCheck }: RuntimeParts) {
  const { page } = runtime;
  const { name, repository, host, token, status } = page;
  const entry = useRuntimeTokenForm(runtime, actions, () => {});
  const { tone, label } = statusLooks[status.code];
  return (
    <section className="card install-card" aria-labelledby="step-title">
      <div className="install-body">
        <h2 id="step-title" tabIndex={-1}>
          Git runtime token
        </h2>
        <p>
          {name} works with this token on its own: it clones and commits to <b>{repository}</b>, and creates the webhook
          that brings Git events. It is the runtime’s, not yours: best it belongs to a robot account, so that nothing
          stops when a person leaves.
        </p>
        {token === null ? null : (
          <Alert tone={tone === 'soon' ? 'soon' : tone === 'broken' ? 'broken' : 'info'}>
            <p>
              <b>{label}.</b> {runtimeTokenSentence(page)}
            </p>
            <p className="mt-2 flex flex-wrap gap-2">
              {status.remedyUrl === null ? null : (
                <ExternalLink href={status.remedyUrl} button>
                  Authorize at {host}
                </ExternalLink>
              )}
              <Button busy={runtime.pending === 'check'} onClick={onCheck}>
                Check now
              </Button>
            </p>
          </Alert>
        )}
        <OAuthOffer page={page} leaving={leaving} onAuthorize={onAuthorize} />
        <p className="or">or paste a personal access token</p>
        <form onSubmit={entry.onSubmit} className="install-form" autoComplete="off">
          <TokenFields source={page} entry={entry} today={page.now.slice(0, 10)} focused={false} />
          <div className="install-foot">
            <Button type="submit" look="primary" busy={entry.sending}>
              {entry.sending ? `Checking with ${host}…` : 'Save token'}
            </Button>
          </div>
        </form>
      </div>
    </section>
  );
}
