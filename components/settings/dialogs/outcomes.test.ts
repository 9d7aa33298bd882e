import { describe, expect, test } from 'vitest';
import type { StatusCode } from '#lib/git-tokens/status.ts';
import type { RuntimeOutcome } from '#lib/runtimes/view.ts';
import { canUse, outcomeSentence, wasChangedMeanwhile } from './outcomes.ts';

function outcome(code: StatusCode, used: boolean): RuntimeOutcome {
  const nothing = {
    reason: null,
    missing: [],
    remedyUrl: null,
    verdictAt: null,
    acceptedAt: null,
    checkedAt: null,
    reportedAt: null,
  };
  return { runtimeId: code, name: code, used, status: { code, ...nothing } };
}

describe('what came of using a token for further runtimes', () => {
  test('only those that use it and may are counted', () => {
    const some = [outcome('authorized', true), outcome('expiring_soon', true), outcome('not_checked', true)];
    expect(some.map(canUse)).toEqual([true, true, false]);
    expect(outcomeSentence(some, 3)).toBe('2 of 3 can use it. The others say what is missing.');
    expect(outcomeSentence(some.slice(0, 2), 2)).toBe('All 2 can use it.');
  });

  test('nothing in the way, and yet not used: it was changed meanwhile', () => {
    expect(wasChangedMeanwhile(outcome('authorized', false))).toBe(true);
    expect(wasChangedMeanwhile(outcome('authorized', true))).toBe(false);
    expect(wasChangedMeanwhile(outcome('insufficient_scopes', false))).toBe(false);
    expect(outcomeSentence([outcome('authorized', false)], 1)).toContain('0 of 1');
  });

  test('a runtime that is missing in the answer is not counted as fine', () => {
    expect(outcomeSentence([outcome('authorized', true)], 2)).toContain('1 of 2');
  });
});
