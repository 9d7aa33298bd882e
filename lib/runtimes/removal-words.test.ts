import { expect, it } from 'vitest';
import { type TokenLeft, tokensLeftWords, webhookLeftWords } from './removal-words.ts';

const place = { repository: 'acme/gitops-config', host: 'github.com' };
const token: TokenLeft = {
  person: 'Grace Hopper',
  kindLabel: 'OAuth',
  lastFour: 'ab12',
  login: 'grace',
  why: 'failed',
};

it.each([
  [null, 'the runtime has no token that could be used for it'],
  [{ outcome: 'unreachable', reason: 'timeout', retryAt: null } as const, 'github.com could not be reached'],
  [{ outcome: 'rejected' } as const, 'github.com does not accept the Git runtime token any more'],
  [
    { outcome: 'checked', access: 'missing_scope', missing: ['admin:repo_hook'], remedyUrl: null } as const,
    'the Git runtime token lacks admin:repo_hook',
  ],
  [
    { outcome: 'checked', access: 'no_access', missing: [], remedyUrl: null } as const,
    'the Git runtime token may not remove it',
  ],
  [{ outcome: 'refused', reason: 'other' } as const, 'github.com did not do it'],
])('says why a webhook is left, and where to remove it: %j', (why, said) => {
  expect(webhookLeftWords(why, place)).toBe(
    `The webhook of acme/gitops-config may still be there: ${said}. Remove it at github.com.`,
  );
});

it('names each token that was not revoked, whose it was, and who can do it where', () => {
  expect(tokensLeftWords([token], place)).toEqual([
    'A token of Grace Hopper (OAuth …ab12 of grace) could not be revoked. grace can do that at github.com.',
  ]);
});

it('says of the own personal access token of a runtime that it was only forgotten', () => {
  const own = { ...token, person: null, kindLabel: 'classic PAT', login: 'gitops-robot', why: 'not_ours' as const };
  expect(tokensLeftWords([own], place)).toEqual([
    'The Git runtime token (classic PAT …ab12 of gitops-robot) was only forgotten here. Revoke it at github.com, unless it serves elsewhere too.',
  ]);
});

it('counts those beyond the first ten', () => {
  const said = tokensLeftWords(
    Array.from({ length: 13 }, () => token),
    place,
  );
  expect(said).toHaveLength(11);
  expect(said.at(-1)).toBe('3 more tokens could not be revoked at github.com; the owners can do that there.');
});
