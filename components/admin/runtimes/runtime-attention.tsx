import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { runtimeTokenHeadline, runtimeTokenSentence } from '#lib/git-runtime-tokens/token-words.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
import { stateLook } from '#lib/runtimes/state-words.ts';
import type { RuntimeParts } from './runtime-parts.ts';

/** The one next step for the Git runtime token, where it needs the administrator; null where it does not. */
export function tokenStep(page: AdminRuntimePage): 'sso' | 'authorize' | 'update' | null {
  if (page.state === 'ready' || page.state === 'webhook' || page.state === 'key') return null;
  if (page.status.code === 'sso_required' && page.status.remedyUrl !== null) return 'sso';
  return page.token?.kind === 'oauth' && page.hasOAuth ? 'authorize' : 'update';
}

/** What needs the administrator: what happened, what it affects, and the one next step. Nothing where all is well. */
export function RuntimeAttention(parts: RuntimeParts) {
  const { page } = parts.runtime;
  if (page.state === 'ready') return null;
  const { tone, shape } = stateLook(page);
  const [headline, sentence] = words(parts);
  return (
    <section className={`attention tone-${tone}`} aria-label="Needs you first">
      <Icon name={shape} />
      <div>
        <b>{headline}</b>
        <p>{sentence}</p>
      </div>
      <NextStep {...parts} />
    </section>
  );
}

function words({ runtime: { page } }: RuntimeParts): readonly [string, string] {
  if (page.state === 'key') {
    return [
      'There is no runtime key.',
      `${page.name} gets no credentials, so nobody can commit from it. Create a key and put it where the old one was.`,
    ];
  }
  if (page.state !== 'webhook') return [runtimeTokenHeadline(page), runtimeTokenSentence(page)];
  const effect = `${page.name} hears of no Git event until it looks by itself.`;
  return page.webhook.state === 'gone'
    ? ['The webhook is gone.', `${page.host} does not have it any more. ${effect}`]
    : ['There is no webhook.', `It was left out when ${page.name} was installed. ${effect}`];
}

function NextStep({ runtime, leaving, onOpen, onAuthorize, onCheck }: RuntimeParts) {
  const { page, pending } = runtime;
  const step = tokenStep(page);
  if (page.state === 'key') {
    return (
      <Button look="primary" onClick={() => onOpen({ kind: 'key' })}>
        New runtime key
      </Button>
    );
  }
  if (step === null) {
    return (
      <Button look="primary" onClick={() => onOpen({ kind: 'webhook' })}>
        {page.webhook.state === 'gone' ? 'Re-create webhook' : 'Create webhook'}
      </Button>
    );
  }
  if (step === 'sso') {
    return (
      <>
        <Button busy={pending === 'check'} onClick={onCheck}>
          Check now
        </Button>
        <a className="btn btn-primary" href={page.status.remedyUrl ?? ''} target="_blank" rel="noreferrer">
          Single sign-on
          <Icon name="external" small />
          <span className="sr-only"> (opens in a new tab)</span>
        </a>
      </>
    );
  }
  if (step === 'authorize') {
    return (
      <Button look="primary" busy={leaving} onClick={onAuthorize}>
        Authorize with OAuth
      </Button>
    );
  }
  return (
    <Button look="primary" onClick={() => onOpen({ kind: 'token' })}>
      Update Git runtime token
    </Button>
  );
}
