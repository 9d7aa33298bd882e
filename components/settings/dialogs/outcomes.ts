import { statusGroups } from '#lib/git-tokens/status.ts';
import type { RuntimeOutcome } from '#lib/runtimes/view.ts';

export const changedMeanwhile = 'this was changed in another window meanwhile, so nothing was changed here.';

function passes({ status }: RuntimeOutcome): boolean {
  return ['good', 'soon'].includes(statusGroups[status.code]);
}

/** Whether the runtime uses the token now, and the provider said that it may. */
export function canUse(outcome: RuntimeOutcome): boolean {
  return outcome.used && passes(outcome);
}

/** Whether nothing stands in the way, and yet the runtime does not use it: token or runtime were changed while it was checked. */
export function wasChangedMeanwhile(outcome: RuntimeOutcome): boolean {
  return !outcome.used && passes(outcome);
}

/** How many of the runtimes that were asked for can use the token; one that is missing in the answer cannot. */
export function outcomeSentence(outcomes: readonly RuntimeOutcome[], asked: number): string {
  const good = outcomes.filter(canUse).length;
  if (good < asked) return `${good} of ${asked} can use it. The others say what is missing.`;
  return good === 1 ? 'It can use it.' : `All ${good} can use it.`;
}
