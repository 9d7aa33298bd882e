import { expect, test } from 'vitest';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
import type { StatusView } from '#lib/runtimes/view.ts';
import { runtimeNoticeFrom } from './notice-words.ts';

type Facts = Parameters<typeof runtimeNoticeFrom>[1];

function runtime(code: StatusView['code'], login: string | null): Facts {
  const status = { code } as StatusView;
  const token = login === null ? null : ({ login } as AdminRuntimePage['token']);
  return { name: 'staging', host: 'git.acme.dev', repository: 'acme/config', status, token };
}

test('an address without a notice says nothing, nor does an unknown one', () => {
  const here = runtime('authorized', 'robot');
  for (const notice of [undefined, 'gotcha', '__proto__', ['authorized', 'authorized']]) {
    expect(runtimeNoticeFrom({ notice }, here)).toBeNull();
  }
});

test('what is said of an authorization is how the token stands, whatever the address claims', () => {
  expect(runtimeNoticeFrom({ notice: 'authorized' }, runtime('authorized', 'robot'))).toMatchObject({
    tone: 'good',
    text: 'staging works as robot now.',
  });
  expect(runtimeNoticeFrom({ notice: 'authorized' }, runtime('revoked', 'robot'))).toMatchObject({
    tone: 'broken',
    text: 'staging: Revoked.',
  });
});

test('another account is asked about, and nothing else offers to switch', () => {
  const here = runtime('authorized', 'robot');
  const asked = runtimeNoticeFrom({ notice: 'other_owner', login: 'octo-ada', previousLogin: 'robot' }, here);
  expect(asked?.switchTo).toBe('octo-ada');
  expect(asked?.text).toContain('works as robot');
  expect(runtimeNoticeFrom({ notice: 'oauth_denied', login: 'octo-ada' }, here)?.switchTo).toBeNull();
  expect(runtimeNoticeFrom({ notice: 'other_owner', login: '<b>call +1 555</b>' }, here)?.switchTo).toBeNull();
});

test('a refusal says that the token there was stays, and only where there was one', () => {
  expect(runtimeNoticeFrom({ notice: 'oauth_denied' }, runtime('authorized', 'robot'))?.text).toContain('stays');
  expect(runtimeNoticeFrom({ notice: 'oauth_denied' }, runtime('not_authorized', null))?.text).not.toContain('stays');
  expect(runtimeNoticeFrom({ notice: 'sso_required' }, runtime('sso_required', 'robot'))?.text).not.toContain('stays');
});

test('text that somebody put into the address is not repeated', () => {
  const said = runtimeNoticeFrom({ notice: 'missing_scope', missing: '<b>x</b>' }, runtime('authorized', 'robot'));
  expect(said?.text).toContain('lacks a needed permission');
});
