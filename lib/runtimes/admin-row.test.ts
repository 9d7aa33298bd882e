import { describe, expect, it } from 'vitest';
import { type StatusCode, statusCodes } from '#lib/git-tokens/status.ts';
import { holds, nextStep, runtimeState, webhookState } from './admin-row.ts';
import { notAuthorized } from './row.ts';

const at = new Date('2026-11-01T00:00:00Z');
const of = (code: StatusCode) => ({ ...notAuthorized, code });
const begun = { installedAt: null, webhookId: null, webhookGoneAt: null };
const none = { keyMade: false, keyLive: false };
const one = { keyMade: true, keyLive: true };
const revoked = { keyMade: true, keyLive: false };
const installed = { installedAt: at, webhookId: '1', webhookGoneAt: null };

/** Every status, and what a runtime with such a token is once it is installed. */
const states = {
  not_authorized: 'complete_installation',
  authorized: 'ready',
  expiring_soon: 'token',
  expired: 'token',
  revoked: 'token',
  insufficient_scopes: 'token',
  sso_required: 'token',
  reconnect_required: 'token',
  unreachable: 'ready',
  not_checked: 'ready',
} as const satisfies Record<StatusCode, string>;

describe('how far a runtime is', () => {
  it.each(statusCodes)('with a token that is %s', (code) => {
    expect(runtimeState(installed, of(code), one)).toBe(states[code]);
    expect(runtimeState(begun, of(code), none)).toBe('complete_installation');
  });

  it('a webhook that is gone, or was left out, shows once the token holds', () => {
    const without = { ...installed, webhookId: null };
    const gone = { ...installed, webhookGoneAt: at };
    expect([without, gone].map((runtime) => runtimeState(runtime, of('authorized'), one))).toEqual([
      'webhook',
      'webhook',
    ]);
    expect(runtimeState(gone, of('revoked'), one)).toBe('token');
    expect([begun, gone, installed].map(webhookState)).toEqual(['none', 'gone', 'active']);
  });
});

describe('a runtime that people see', () => {
  it.each(statusCodes)('is not ready without a key that works, with a token that is %s', (code) => {
    const state = runtimeState(installed, of(code), revoked);
    // A token that stopped comes first; one that will stop does not.
    expect(state).toBe(
      states[code] === 'token' && code !== 'expiring_soon'
        ? 'token'
        : code === 'not_authorized'
          ? 'complete_installation'
          : 'key',
    );
  });

  it.each(statusCodes)('is no more ready than its page says, where a step is left, with a token that is %s', (code) => {
    for (const runtime of [installed, { ...installed, webhookId: null }]) {
      expect(nextStep(runtime, of(code), none)).not.toBeNull();
      expect(runtimeState(runtime, of(code), none)).toBe('complete_installation');
    }
  });
});

describe('the step at which an installation stands', () => {
  it.each(statusCodes)('with a token that is %s', (code) => {
    const good = holds(of(code));
    expect(nextStep(begun, of(code), none)).toBe(good ? 'webhook' : 'token');
    // A token that fails later is mended where it is shown, not by installing again.
    expect(nextStep(installed, of(code), one)).toBe(code === 'not_authorized' ? 'token' : null);
  });

  it('is the key once there is a webhook, and none once there was a key', () => {
    expect(nextStep({ ...begun, webhookId: '1' }, of('authorized'), none)).toBe('key');
    expect(nextStep({ ...begun, webhookId: '1', webhookGoneAt: at }, of('authorized'), none)).toBe('key');
    expect(nextStep(begun, of('authorized'), one)).toBeNull();
  });

  it('a runtime of before installations is led through what it lacks', () => {
    const before = { ...begun, installedAt: at };
    expect(nextStep(before, of('not_authorized'), none)).toBe('token');
    expect(nextStep(before, of('authorized'), none)).toBe('webhook');
    expect(nextStep(before, of('revoked'), none)).toBe('token');
  });
});
