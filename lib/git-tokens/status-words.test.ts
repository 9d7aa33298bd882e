import { describe, expect, test } from 'vitest';
import type { StatusView } from '#lib/runtimes/view.ts';
import { attentionHeadline } from './attention-words.ts';
import { type StatusFacts, statusLooks, statusWords } from './status-words.ts';
import { statusCodes } from './status.ts';

const status: StatusView = {
  code: 'authorized',
  reason: null,
  missing: [],
  remedyUrl: null,
  verdictAt: '2026-11-22T17:48:00Z',
  acceptedAt: '2026-11-22T17:20:00Z',
  checkedAt: '2026-11-22T17:48:00Z',
  reportedAt: null,
};

const statusFacts: StatusFacts = {
  status,
  runtime: 'production-eu',
  repository: 'acme/gitops-config',
  provider: 'GitHub',
  host: 'github.com',
  login: 'octo-ada',
  expiresAt: null,
  now: new Date('2026-11-22T18:00:00Z'),
};

function words(change: Partial<StatusView>, facts: Partial<StatusFacts> = {}) {
  return statusWords({ ...statusFacts, status: { ...status, ...change }, ...facts });
}

describe('words for a status', () => {
  test.each(statusCodes)('%s is told apart by its word, and its sentence ends as sentences do', (code) => {
    const said = words({ code });
    expect(said.label).not.toBe('');
    expect(said.sentence).toMatch(/^[A-Za-z].*\.$/);
    expect(said.sentence).not.toMatch(/undefined|null|NaN/);
  });

  test('no two statuses share both their word and their shape', () => {
    const looks = Object.values(statusLooks).map((look) => `${look.label} ${look.shape}`);
    expect(new Set(looks).size).toBe(looks.length);
  });

  test('a revoked token says who refused it and when, and what fails', () => {
    const said = words({ code: 'revoked' });
    expect(said.short).toBe('Refused by GitHub 12 min ago');
    expect(said.sentence).toBe(
      'github.com no longer accepts the token of octo-ada: it was revoked. Commits to production-eu in your name fail until you renew it.',
    );
  });

  test('what cannot be used from here is told apart, and no time is claimed at which it stopped', () => {
    const reasons = ['undecryptable', 'origin_changed', 'owner_changed', 'refresh_interrupted', 'refresh_rejected'];
    const said = reasons.map((reason) => words({ code: 'reconnect_required', reason }).short);
    expect(new Set([...said, words({ code: 'reconnect_required' }).short]).size).toBe(6);
    const headline = (code: StatusView['code']) => attentionHeadline({ ...statusFacts, status: { ...status, code } });
    expect(headline('reconnect_required')).toBe('production-eu stopped working for you.');
    expect(headline('revoked')).toBe('production-eu stopped working for you 12 min ago.');
  });

  test('a revoked token that a runtime reported says so, and who confirmed it', () => {
    const said = words({ code: 'revoked', reportedAt: '2026-11-22T17:47:30Z' });
    expect(said.short).toBe('A runtime reported it 12 min ago, GitHub confirmed');
    expect(said.sentence).toBe(
      'A runtime reported 12 min ago that git refused the token of octo-ada, and github.com confirmed that it no longer accepts it: it was revoked. Commits to production-eu in your name fail until you renew it.',
    );
  });

  test('a token past its expiry date is not said to stop in the past', () => {
    const past = { expiresAt: '2026-11-19T18:00:00Z' };
    expect(words({ code: 'not_checked', reason: 'lapsed' }, past).short).toBe('Its expiry date has passed');
    expect(words({ code: 'expiring_soon', reason: 'writable' }, past).sentence).toContain('still accepted it');
  });

  test('missing scopes are named', () => {
    expect(words({ code: 'insufficient_scopes', reason: 'missing_scope', missing: ['repo'] }).short).toBe('Lacks repo');
  });

  test.each(['read_only', 'no_access', 'archived', 'policy'])('%s has words of its own', (reason) => {
    const said = words({ code: 'insufficient_scopes', reason });
    expect(said.short).not.toBe('A permission is missing');
    expect(said.sentence).toContain('production-eu');
  });

  test.each(['undecryptable', 'origin_changed', 'refresh_interrupted', 'refresh_rejected'])(
    'reconnect for %s has words of its own',
    (reason) => {
      expect(words({ code: 'reconnect_required', reason }).short).not.toBe('It cannot be used from here');
    },
  );

  test('an unreachable host keeps the last good state, with its age, and its reason', () => {
    const said = words({ code: 'unreachable', reason: 'timeout' });
    expect(said.short).toBe('Good 40 min ago, no answer since');
    expect(said.sentence).toContain('does not answer in time');
    expect(said.sentence).toContain('that still counts');
  });

  test('without a login the words still hold', () => {
    expect(words({ code: 'expired' }, { login: null, expiresAt: '2026-11-20T00:00:00Z' }).sentence).toContain(
      'Your token has expired (20 Nov, 2 days ago)',
    );
  });
});
