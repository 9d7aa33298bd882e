import { useRef, useState } from 'react';
import type { ConnectionReport } from '#lib/git-integrations/connection-words.ts';
import type { Failure, Result } from '#lib/result.ts';
import { type FormProblem, formProblem } from './form-problem.ts';
import { formValues } from './form-values.ts';
import type { IntegrationActions } from './integration-actions.ts';

const lost: Failure = { ok: false, code: 'unexpected' };

/** The form of one integration: what is under way, one thing at a time, and what came of it. */
export function useIntegrationForm(integrationId: string, actions: Pick<IntegrationActions, 'testConnection'>) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState<'saving' | 'testing' | null>(null);
  const [problem, setProblem] = useState<FormProblem | null>(null);
  const [report, setReport] = useState<ConnectionReport | null>(null);

  /** Does one thing with what the form says now. Null: it was not begun, or its refusal stands in the form. */
  async function run<Value>(
    what: 'saving' | 'testing',
    call: (values: ReturnType<typeof formValues>) => Promise<Result<Value>>,
    handled: (failure: Failure) => boolean = () => false,
  ): Promise<Value | null> {
    if (busy !== null || form.current === null) return null;
    setBusy(what);
    setProblem(null);
    setReport(null);
    const result = await call(formValues(form.current)).catch(() => lost);
    setBusy(null);
    if (result.ok) return result.value;
    if (!handled(result)) setProblem(formProblem(result));
    return null;
  }

  async function test() {
    const found = await run('testing', ({ name: _name, ...values }) =>
      actions.testConnection({ integrationId, form: values }),
    );
    if (found !== null) setReport(found);
  }

  return { form, busy, problem, report, run, test };
}

export type IntegrationFormState = ReturnType<typeof useIntegrationForm>;
