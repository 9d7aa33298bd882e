import { expect, test } from 'vitest';
import { type StatusCode, statusCodes } from '#lib/git-tokens/status.ts';
import type { TokenView } from '#lib/runtimes/view.ts';
import { type RuntimeTokenFacts, runtimeTokenHeadline, runtimeTokenSentence } from './token-words.ts';

const now = '2026-11-22T12:00:00.000Z';
const token = { login: 'robot', expiresAt: '2026-11-28T12:00:00.000Z' } as TokenView;

function facts(code: StatusCode, reason: string | null = null, missing: readonly string[] = []): RuntimeTokenFacts {
  return {
    name: 'staging',
    repository: 'acme/config',
    host: 'git.acme.dev',
    providerLabel: 'GitHub',
    token: code === 'not_authorized' ? null : token,
    now,
    status: {
      code,
      reason,
      missing,
      remedyUrl: null,
      verdictAt: '2026-11-22T11:48:00.000Z',
      acceptedAt: '2026-11-22T11:00:00.000Z',
      checkedAt: now,
      reportedAt: null,
    },
  };
}

test.each(statusCodes)('%s is said in whole sentences, of the runtime and not of a person', (code) => {
  const said = `${runtimeTokenHeadline(facts(code))} ${runtimeTokenSentence(facts(code))}`;
  expect(said).toMatch(/^\w.*\.$/);
  expect(said).not.toMatch(/\byour\b|\byou\b|undefined|null/i);
});

test('what stopped says when, and what ends soon says how soon', () => {
  expect(runtimeTokenHeadline(facts('revoked'))).toBe('staging stopped working 12 min ago.');
  expect(runtimeTokenHeadline(facts('expiring_soon'))).toBe('staging stops working in 6 days.');
  expect(runtimeTokenSentence(facts('expiring_soon'))).toContain('28 Nov');
});

test.each([
  ['undecryptable', 'the key it was sealed with is gone'],
  ['origin_changed', 'The address of this Git integration changed'],
  ['owner_changed', 'belongs to another account'],
  ['refresh_interrupted', 'when the connection broke'],
  ['refresh_rejected', 'git.acme.dev declined to renew the token'],
])('what cannot be used from here says why, and claims no time at which it stopped: %s', (reason, why) => {
  expect(runtimeTokenHeadline(facts('reconnect_required', reason))).toBe('staging stopped working.');
  const said = runtimeTokenSentence(facts('reconnect_required', reason));
  expect(said).toContain(why);
  expect(said).toMatch(/ Until it is updated, staging neither commits/);
});

test('each missing permission is named', () => {
  const said = runtimeTokenSentence(facts('insufficient_scopes', 'missing_scope', ['repo', 'admin:repo_hook']));
  expect(said).toContain('lacks repo, admin:repo_hook');
});

test.each(['read_only', 'no_access', 'archived', 'policy'])('%s is told apart from a missing permission', (reason) => {
  expect(runtimeTokenSentence(facts('insufficient_scopes', reason))).not.toContain('lacks');
});
