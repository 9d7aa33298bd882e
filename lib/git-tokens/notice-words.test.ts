import { describe, expect, test } from 'vitest';
import type { RuntimePage } from '#lib/runtimes/view.ts';
import { noticeFrom } from './notice-words.ts';

const empty: RuntimePage = {
  rows: [],
  integrations: {},
  reusable: [],
  counts: { all: 0, needs_me: 0, expiring: 0, unsure: 0, authorized: 0, not_authorized: 0 },
  attention: null,
  matching: 0,
  firstIndex: 0,
  previous: null,
  next: null,
  now: '2026-11-22T18:00:00.000Z',
};

describe('the notice after a walk to the provider', () => {
  test('an address without a notice says nothing, nor does an unknown one', () => {
    expect(noticeFrom({}, empty)).toBeNull();
    expect(noticeFrom({ notice: 'gotcha' }, empty)).toBeNull();
    expect(noticeFrom({ notice: '__proto__' }, empty)).toBeNull();
    expect(noticeFrom({ notice: ['authorized', 'authorized'] }, empty)).toBeNull();
  });

  test('a denial says that nothing was changed', () => {
    expect(noticeFrom({ notice: 'oauth_denied' }, empty)?.text).toContain('Nothing was changed');
  });

  test('text that somebody put into the address is not repeated', () => {
    const said = noticeFrom({ notice: 'missing_scope', missing: '<b>call +1 555</b>' }, empty);
    expect(said?.text).toContain('lacks a needed permission');
  });
});
