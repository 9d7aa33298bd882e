import { expect, test } from 'vitest';
import { base62, checksum, mintToken } from './token-format.ts';

test('base 62 uses digits, then capitals, then small letters, padded with zeros', () => {
  expect([base62(0, 2), base62(9, 1), base62(10, 1), base62(36, 1), base62(61, 1), base62(62, 3)]).toEqual([
    '00',
    '9',
    'A',
    'a',
    'z',
    '010',
  ]);
});

test('the checksum is the base62 CRC32 of the part after the prefix', () => {
  // CRC32("123456789") is the check value of the algorithm: 0xCBF43926.
  expect(checksum('123456789')).toBe(base62(0xcbf43926, 6));
});

test.each(['ghp', 'gho', 'ghr'] as const)('a %s_ token ends with its checksum', (prefix) => {
  const token = mintToken(prefix);
  expect(token).toMatch(new RegExp(`^${prefix}_[A-Za-z0-9]{${prefix === 'ghr' ? 76 : 36}}$`));
  const body = token.slice(4);
  expect(body.slice(-6)).toBe(checksum(body.slice(0, -6)));
});

test('a fine-grained token has the two parts of GitHub', () => {
  expect(mintToken('github_pat')).toMatch(/^github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}$/);
});
