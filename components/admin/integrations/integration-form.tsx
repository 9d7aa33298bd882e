'use client';

import './integrations.css';
import { type ReactNode, type RefObject, type FormEvent, useEffect } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import type { IntegrationPage } from '#lib/git-integrations/show.ts';
import { ApplicationFields } from './application-fields.tsx';
import { CertificateFields } from './certificate-fields.tsx';
import { ConnectionResult } from './connection-result.tsx';
import type { ProviderChoice } from './integration-actions.ts';
import { ProviderFields } from './provider-fields.tsx';
import type { IntegrationFormState } from './use-integration-form.ts';

function Section({ title, about, children }: { title: string; about: ReactNode; children: ReactNode }) {
  return (
    <section className="ig-section">
      <header>
        <h2>{title}</h2>
        <p className="hint">{about}</p>
      </header>
      <div className="ig-fields">{children}</div>
    </section>
  );
}

/** Everything about one Git integration, new or stored. `version` rises when the fields are to be read anew. */
export function IntegrationForm({
  stored,
  providers,
  redirectUri,
  state,
  version,
  submitLabel,
  onSave,
  more,
}: {
  stored: IntegrationPage | null;
  providers: readonly ProviderChoice[];
  redirectUri: string;
  state: IntegrationFormState;
  version: number;
  submitLabel: string;
  onSave: () => void;
  more?: ReactNode;
}) {
  const { form, problem, busy, report, test } = state;
  useFocusOnProblem(form, problem);

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (busy === null) onSave();
  }

  return (
    <form ref={form} onSubmit={onSubmit} className="card ig-form">
      <div key={version} className="contents">
        <Section
          title="Git provider"
          about={
            stored === null
              ? 'Where your runtimes’ repositories are. People see the name.'
              : `${stored.providerLabel}. People see the name; the provider itself stays.`
          }
        >
          <ProviderFields stored={stored} providers={providers} problem={problem} />
        </Section>
        <Section
          title="OAuth application"
          about="Lets people authorize in one click instead of pasting tokens. Register it at the provider with this redirect URI. Leave it out to go without."
        >
          <ApplicationFields
            stored={stored}
            redirectUri={redirectUri}
            problem={problem?.at === 'application' ? problem.text : null}
          />
        </Section>
        <Section
          title="Certificate authority"
          about="Only for a host whose certificate comes from an authority of your own. It is trusted for this host alone."
        >
          <CertificateFields stored={stored} problem={problem?.at === 'certificates' ? problem.text : null} />
        </Section>
      </div>
      <div className="ig-foot">
        {problem?.at === 'form' ? (
          <Alert tone="broken" live>
            {problem.text}
          </Alert>
        ) : null}
        <ConnectionResult report={report} />
        <div className="ig-buttons">
          <Button type="submit" look="primary" busy={busy === 'saving'}>
            {submitLabel}
          </Button>
          <Button busy={busy === 'testing'} onClick={() => void test()}>
            Test connection
          </Button>
          <PageLink className="btn btn-quiet" href="/admin/integrations">
            Cancel
          </PageLink>
          {more}
        </div>
      </div>
    </form>
  );
}

/** What is wrong is where the person is led to, also inside what is folded. */
function useFocusOnProblem(form: RefObject<HTMLFormElement | null>, problem: unknown) {
  useEffect(() => {
    if (problem === null) return;
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    const folded = field?.closest('details');
    if (folded) folded.open = true;
    field?.focus();
  }, [form, problem]);
}
