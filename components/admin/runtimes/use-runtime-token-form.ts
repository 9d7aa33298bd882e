import { useTokenForm } from '#components/git-tokens/use-token-form.ts';
import { type Toast, showToast } from '#components/ui/toast.tsx';
import { statusLooks } from '#lib/git-tokens/status-words.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
import type { RuntimeActions } from './runtime-actions.ts';
import { type RuntimeState, sayFailure } from './use-runtime.ts';

/** What came of it, in a sentence. */
function saidOf({ name, status, token, host }: AdminRuntimePage): Toast {
  const { label, tone } = statusLooks[status.code];
  if (tone === 'muted') return { text: `${name}: the token is stored, but ${host} could not be asked yet.`, tone };
  const works = tone === 'good' || tone === 'soon';
  const who = token?.login ?? null;
  if (works) return { text: `${name} works as ${who ?? 'the owner of its token'} now.` };
  return { text: `${name}: ${label}.`, tone: 'broken' };
}

/** The form for a Git runtime token. What was there before stays until the new one has passed. */
export function useRuntimeTokenForm({ page, run }: RuntimeState, actions: RuntimeActions, onDone: () => void) {
  return useTokenForm(page, async (input, gone) => {
    const result = await run('token', () => actions.setRuntimeToken({ runtimeId: page.id, ...input }));
    if (result === null) return null;
    if (!result.ok) {
      if (!gone()) return result;
      sayFailure(result);
      return null;
    }
    showToast(saidOf(result.value.page));
    if (!gone()) onDone();
    return null;
  });
}
