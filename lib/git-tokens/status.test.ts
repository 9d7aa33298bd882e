import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveStatus, statusCodes, type TokenFacts } from './status.ts';

const now = new Date('2026-11-22T12:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
const good: TokenFacts = {
  verdict: 'accepted',
  acceptedAt: now,
  expiresAt: null,
  renewsItself: false,
  unreachableReason: null,
  unusableReason: null,
  access: 'writable',
};

describe('the status of an authorization', () => {
  it.each<[string, Partial<TokenFacts>]>([
    ['authorized', {}],
    ['authorized', { expiresAt: inDays(14) }],
    ['expiring_soon', { expiresAt: inDays(13.9) }],
    ['expiring_soon', { expiresAt: inDays(-1), acceptedAt: now }],
    ['not_checked', { expiresAt: inDays(-1), acceptedAt: inDays(-2) }],
    ['authorized', { expiresAt: inDays(0.1), renewsItself: true }],
    ['expired', { verdict: 'rejected', expiresAt: inDays(-1) }],
    ['revoked', { verdict: 'rejected', expiresAt: inDays(1) }],
    ['revoked', { verdict: 'rejected' }],
    ['insufficient_scopes', { access: 'missing_scope' }],
    ['insufficient_scopes', { access: 'read_only' }],
    ['sso_required', { access: 'sso_required' }],
    ['reconnect_required', { unusableReason: 'undecryptable', verdict: 'rejected' }],
    ['unreachable', { unreachableReason: 'timeout' }],
    ['not_checked', { verdict: null, unreachableReason: 'timeout' }],
    ['not_checked', { access: 'unknown' }],
  ])('is %s for %j', (status, facts) => {
    expect(deriveStatus({ ...good, ...facts }, now)).toBe(status);
  });

  it('is not authorized without a token', () => {
    expect(deriveStatus(null, now)).toBe('not_authorized');
  });

  const anyFacts = fc.record({
    verdict: fc.constantFrom('accepted' as const, 'rejected' as const, null),
    acceptedAt: fc.option(fc.date({ noInvalidDate: true })),
    expiresAt: fc.option(fc.date({ noInvalidDate: true })),
    renewsItself: fc.boolean(),
    unreachableReason: fc.option(fc.constantFrom('dns', 'timeout', 'rate_limited')),
    unusableReason: fc.option(fc.constantFrom('undecryptable', 'refresh_interrupted')),
    access: fc.constantFrom('writable', 'missing_scope', 'read_only', 'no_access', 'sso_required', 'unknown'),
  });

  it('is one of the ten, for any facts; says dead only of what the provider rejected', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const status = deriveStatus(facts, now);
        expect(statusCodes).toContain(status);
        if (status === 'revoked' || status === 'expired') expect(facts.verdict).toBe('rejected');
        if (status === 'authorized') expect(facts).toMatchObject({ verdict: 'accepted', access: 'writable' });
      }),
      { numRuns: 1_000 },
    );
  });
});
