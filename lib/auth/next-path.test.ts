import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeNextPath } from './next-path.ts';

test('35 what leads to another site, or is no path, becomes the default', () => {
  for (const asked of [
    '//evil',
    'https:evil',
    'https://evil/settings',
    '\\evil',
    '/\\evil',
    'javascript:alert(1)',
    '/%09/evil',
    '/\t/evil',
    '/\n/evil',
    '/%5cevil',
    '/%2f/evil',
    '/..//evil',
    '/./\\evil',
    '',
    ' /settings',
    `/${'a'.repeat(2_001)}`,
    null,
    undefined,
    7,
    ['/settings'],
    '/sign-in?next=/sign-in',
    '/setup',
    '/api/runtimes',
  ]) {
    expect([asked, safeNextPath(asked)]).toEqual([asked, '/settings']);
  }
});

test('a path of this app, with its search, is kept', () => {
  for (const asked of [
    '/settings',
    '/settings?q=a%20b&filter=all',
    '/admin/runtimes',
    '/settings?notice=authorized&runtime=x',
  ]) {
    expect(safeNextPath(asked)).toBe(asked);
  }
});

test('whatever is asked, a browser that goes there stays on this site', () => {
  const parts = fc.constantFrom(
    '/',
    '\\',
    ':',
    '.',
    '..',
    '\t',
    '\n',
    '%2f',
    '%5c',
    '%09',
    'https',
    'evil.example',
    '@',
    '?',
    '#',
    'a',
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 8 }), (pieces) => {
      const path = safeNextPath(pieces.join(''));
      expect(new URL(path, 'https://tokens.example.com/sign-in').origin).toBe('https://tokens.example.com');
      expect(path.startsWith('/') && !path.startsWith('//')).toBe(true);
    }),
    { numRuns: 10_000 },
  );
});
