import { Crumbs } from '#components/admin/crumbs.tsx';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
import { InstallationSteps } from './installation-steps.tsx';
import { KeyStep } from './key-step.tsx';
import { RuntimeMenu } from './runtime-menu.tsx';
import type { RuntimeParts } from './runtime-parts.ts';
import { TokenStep } from './token-step.tsx';
import { WebhookStep } from './webhook-step.tsx';

/** The guided form, at the step where the installation stands. */
export function Installation({
  notices,
  onFinish,
  ...parts
}: RuntimeParts & { notices: ReactNode; onFinish: () => void }) {
  const { page } = parts.runtime;
  const [skipped, setSkipped] = useState(false);
  const [key, setKey] = useState<string | null>(null);
  const step = key !== null || (skipped && page.nextStep === 'webhook') ? 'key' : (page.nextStep ?? 'key');
  const before = useRef(step);
  // What had the focus went with its step: the next step's title has it, and is read out.
  useEffect(() => {
    if (before.current !== step) document.getElementById('step-title')?.focus();
    before.current = step;
  }, [step]);
  return (
    <>
      <Crumbs to="runtimes" />
      <div className="rt-head install-head">
        <div>
          <h1 className="page-title">Install {page.name}</h1>
          <p className="lead">
            {step === 'token'
              ? `You can leave at any time and go on here later. ${page.installedAt === null ? 'People see the runtime once it is installed.' : 'People see the runtime already.'}`
              : `Nearly there: ${page.name} is ready once it has a key.`}
          </p>
        </div>
        <RuntimeMenu {...parts} />
      </div>
      {notices}
      <div className="install">
        <InstallationSteps current={step} done={summaries(page)} />
        {step === 'token' ? <TokenStep {...parts} /> : null}
        {step === 'webhook' ? <WebhookStep {...parts} onSkip={() => setSkipped(true)} /> : null}
        {step === 'key' ? (
          <KeyStep
            {...parts}
            made={key}
            onMade={setKey}
            onBack={skipped && key === null ? () => setSkipped(false) : null}
            onStored={onFinish}
          />
        ) : null}
      </div>
    </>
  );
}

function summaries({ name, repository, token, webhook }: AdminRuntimePage) {
  return {
    runtime: `${name} · ${repository}`,
    token: token === null ? '' : `${token.login ?? token.kindLabel} · …${token.lastFour}`,
    webhook: webhook.state === 'active' ? 'Delivers every push' : 'Left out for now',
  };
}
