import { describe, expect, test } from 'vitest';
import type { RuntimeRow } from '#lib/runtimes/view.ts';
import { type NoticeFacts, noticeFrom } from './notice-words.ts';

const empty: NoticeFacts = { row: null, integrations: {}, total: 0 };

const row: RuntimeRow = {
  id: '0198f3a1-0000-7000-8000-000000000000',
  name: 'staging',
  repository: 'acme/staging-config',
  repositoryUrl: 'https://github.com/acme/staging-config',
  integrationId: '0198f3a1-0000-7000-8000-000000000002',
  token: null,
  status: {
    code: 'not_checked',
    reason: null,
    missing: [],
    remedyUrl: null,
    verdictAt: null,
    acceptedAt: null,
    checkedAt: null,
    reportedAt: null,
  },
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

  test('an address that says authorized without a runtime that is mine claims nothing', () => {
    expect(noticeFrom({ notice: 'authorized', runtime: row.id }, empty)).toBeNull();
  });

  test('what it says of the token is what the runtime says now', () => {
    const said = noticeFrom({ notice: 'authorized', runtime: row.id }, { ...empty, row, total: 9 });
    expect(said).toEqual({ tone: 'muted', text: 'staging: Not checked.', offer: null });
  });

  test('a good one is offered to others; the token it replaced is named only by an id', () => {
    const good = { ...row, status: { ...row.status, code: 'authorized' as const } };
    const facts = { ...empty, row: good, total: 9 };
    const previous = '0198f3a1-0000-7000-8000-000000000001';
    const offer = (params: Record<string, string>) => noticeFrom({ notice: 'authorized', ...params }, facts)?.offer;
    expect(offer({ previous })).toEqual({ kind: 'others', row: good, previous });
    expect(offer({ previous: '../../admin' })).toEqual({ kind: 'others', row: good, previous: null });
    expect(noticeFrom({ notice: 'authorized' }, { ...facts, total: 1 })?.offer).toBeNull();
  });

  test('another account at the provider: the way to switch is offered', () => {
    const said = noticeFrom({ notice: 'other_owner', login: 'octo-bob', previousLogin: 'octo-ada' }, { ...empty, row });
    expect(said?.offer).toEqual({ kind: 'switch', row, login: 'octo-bob' });
    expect(noticeFrom({ notice: 'other_owner', login: '<b>' }, { ...empty, row })?.offer).toBeNull();
  });
});
