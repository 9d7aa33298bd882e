import { describe, expect, it } from 'vitest';
import { type StatusCode, statusCodes } from '#lib/git-tokens/status.ts';
import { holds, nextStep, runtimeState, webhookState } from './admin-row.ts';
import { notAuthorized } from './row.ts';

const at = new Date('2026-11-01T00:00:00Z');
const of = (code: StatusCode) => ({ ...notAuthorized, code });
const begun = { installedAt: null, webhookId: null, webhookGoneAt: null };
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
    expect(runtimeState(installed, of(code))).toBe(states[code]);
    expect(runtimeState(begun, of(code))).toBe('complete_installation');
  });

  it('a webhook that is gone, or was left out, shows once the token holds', () => {
    const without = { ...installed, webhookId: null };
    const gone = { ...installed, webhookGoneAt: at };
    expect([without, gone].map((runtime) => runtimeState(runtime, of('authorized')))).toEqual(['webhook', 'webhook']);
    expect(runtimeState(gone, of('revoked'))).toBe('token');
    expect([begun, gone, installed].map(webhookState)).toEqual(['none', 'gone', 'active']);
  });
});

describe('the step at which an installation stands', () => {
  it.each(statusCodes)('with a token that is %s', (code) => {
    const good = holds(of(code));
    expect(nextStep(begun, of(code), 0)).toBe(good ? 'webhook' : 'token');
    // A token that fails later is mended where it is shown, not by installing again.
    expect(nextStep(installed, of(code), 1)).toBe(code === 'not_authorized' ? 'token' : null);
  });

  it('is the key once there is a webhook, and none once there was a key', () => {
    expect(nextStep({ ...begun, webhookId: '1' }, of('authorized'), 0)).toBe('key');
    expect(nextStep({ ...begun, webhookId: '1', webhookGoneAt: at }, of('authorized'), 0)).toBe('key');
    expect(nextStep(begun, of('authorized'), 1)).toBeNull();
  });

  it('a runtime of before installations is led through what it lacks', () => {
    const before = { ...begun, installedAt: at };
    expect(nextStep(before, of('not_authorized'), 0)).toBe('token');
    expect(nextStep(before, of('authorized'), 0)).toBe('webhook');
  });
});
