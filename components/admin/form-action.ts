import { showToast } from '#components/ui/toast.tsx';

/** What came of an administrator's form; null before it was sent. */
export type FormOutcome = { readonly ok: boolean; readonly message: string } | null;

export type AdminAction = (previous: FormOutcome, form: FormData) => Promise<FormOutcome>;

/** Says a success in a toast, because the form is emptied by it; a failure stays in the form. */
export function said(action: AdminAction): AdminAction {
  return async (previous, form) => {
    const outcome = await action(previous, form);
    if (outcome?.ok !== true) return outcome;
    showToast({ text: outcome.message });
    return null;
  };
}
