import { expect, test } from 'vitest';
import type { StatusView } from './view.ts';
import { stateLook, whoWords } from './state-words.ts';

const revoked = { code: 'revoked' } as StatusView;

test('a runtime is badged by what needs the administrator: its installation, its token, its webhook', () => {
  const look = (
    state: 'complete_installation' | 'token' | 'webhook' | 'ready',
    webhookState: 'none' | 'gone' | 'active',
  ) => stateLook({ state, status: revoked, webhookState }).label;
  expect(look('complete_installation', 'none')).toBe('Complete installation');
  expect(look('token', 'active')).toBe('Revoked');
  expect(look('webhook', 'gone')).toBe('Webhook gone');
  expect(look('webhook', 'none')).toBe('No webhook');
  expect(look('ready', 'active')).toBe('Ready');
});

test('who may use it is counted in people', () => {
  expect(whoWords({ openTo: 'everyone', members: 0 })).toBe('Everyone');
  expect(whoWords({ openTo: 'members', members: 0 })).toBe('Nobody yet');
  expect(whoWords({ openTo: 'members', members: 1 })).toBe('1 person');
  expect(whoWords({ openTo: 'members', members: 3 })).toBe('3 people');
});
