'use client';

import './install.css';
import './runtime.css';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState, useTransition } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import { failureMessage } from '#lib/failures.ts';
import type { Failure } from '#lib/result.ts';
import type { CreateRuntime } from './runtime-actions.ts';

export interface IntegrationChoice {
  readonly id: string;
  readonly name: string;
  readonly host: string;
}

/** First step of an installation: the runtime itself. The next ones are on its own page. */
export function RuntimeForm({
  create,
  integrations,
}: {
  create: CreateRuntime;
  integrations: readonly IntegrationChoice[];
}) {
  const router = useRouter();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [chosen, setChosen] = useState(integrations[0]?.id ?? '');
  const [busy, start] = useTransition();
  const wrong = failure === null ? null : fieldOf(failure);
  const host = integrations.find((each) => each.id === chosen)?.host ?? '';

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    const data = new FormData(form);
    const text = (name: string) => {
      const value = data.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    setFailure(null);
    start(async () => {
      try {
        const result = await create({
          name: text('name'),
          gitIntegrationId: text('gitIntegrationId'),
          repository: repositoryPath(text('repository')),
        });
        if (result.ok) return router.push(`/admin/runtimes/${result.value.id}`);
        setFailure(result);
        form.querySelector<HTMLInputElement>(`[name="${fieldOf(result) ?? ''}"]`)?.select();
      } catch {
        setFailure({ ok: false, code: 'unexpected' });
      }
    });
  }

  return (
    <form onSubmit={onSubmit} className="card install-card" aria-labelledby="step-title">
      <div className="install-body">
        <h2 id="step-title">Runtime</h2>
        {failure === null ? null : (
          <Alert tone="broken" live>
            {messageOf(failure)}
          </Alert>
        )}
        <TextField
          label="Name"
          name="name"
          required
          maxLength={64}
          autoComplete="off"
          placeholder="production-eu"
          aria-invalid={wrong === 'name' || undefined}
          hint="People read it in User Settings."
        />
        <div className="field">
          <label htmlFor="integration">Git integration</label>
          <select
            id="integration"
            name="gitIntegrationId"
            className="input"
            value={chosen}
            onChange={(event) => setChosen(event.currentTarget.value)}
          >
            {integrations.map(({ id, name, host: at }) => (
              <option key={id} value={id}>
                {name} ({at})
              </option>
            ))}
          </select>
        </div>
        <TextField
          label="Shared configuration repository"
          name="repository"
          required
          maxLength={400}
          autoComplete="off"
          spellCheck={false}
          placeholder="acme/gitops-config"
          aria-invalid={wrong === 'repository' || undefined}
          hint={`What it commits to at ${host}: owner/name, or the address of the repository.`}
        />
        <div className="install-foot">
          <Button type="submit" look="primary" busy={busy}>
            Continue
          </Button>
          <PageLink className="btn btn-quiet" href="/admin/runtimes">
            Cancel
          </PageLink>
        </div>
      </div>
    </form>
  );
}

/** The field that a failure is about; null where it is about none. */
function fieldOf({ code, detail }: Failure): 'name' | 'repository' | null {
  if (code === 'name_taken') return 'name';
  const field = code === 'invalid_input' ? detail?.['field'] : null;
  return field === 'name' || field === 'repository' ? field : null;
}

function messageOf(failure: Failure): string {
  if (failure.code !== 'invalid_input' || fieldOf(failure) !== 'repository') return failureMessage(failure);
  return 'The repository is not understood. Write it like owner/name, or paste its address.';
}

/** `owner/name` of what was pasted: the address of a repository counts as its path. */
function repositoryPath(text: string): string {
  const path = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text).pathname : text;
  return path.replaceAll(/^\/+|\/+$/g, '').replace(/\.git$/, '');
}
