import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { github } from './github.ts';
import { recognise, tokenChecksum } from './recognise.ts';

const forms = github.tokenForms;
const base62 = fc.stringMatching(/^[0-9A-Za-z]{30}$/);
const classic = (body: string) => `ghp_${body}${tokenChecksum(body)}`;

test("GitHub's checksum is the one of a token GitHub published", () => {
  expect(tokenChecksum('zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ')).toBe('0mLq17');
});

test('a classic token is recognised, a fine-grained one by its prefix alone', () => {
  expect(recognise('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', forms)).toMatchObject({
    verdict: 'token',
    kind: { id: 'classic' },
  });
  const fineGrained = `github_pat_${'A'.repeat(22)}_${'b'.repeat(59)}`;
  expect(recognise(fineGrained, forms)).toMatchObject({ verdict: 'token', kind: { id: 'fine-grained' } });
});

describe('row 11: a token whose checksum is wrong', () => {
  test.each(['ghp_', 'ghp_abc', 'ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18', 'ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq1'])(
    '%s is mistyped',
    (text) => {
      expect(recognise(text, forms)).toEqual({ verdict: 'mistyped' });
    },
  );

  test('every single character changed is noticed', () => {
    fc.assert(
      fc.property(base62, fc.nat(35), fc.constantFrom('0', 'A', 'z'), (body, place, character) => {
        const token = classic(body);
        const changed = `${token.slice(0, 4 + place)}${character}${token.slice(5 + place)}`;
        expect(recognise(changed, forms).verdict).toBe(changed === token ? 'token' : 'mistyped');
      }),
    );
  });

  test('two neighbours swapped are noticed, and a piece left out', () => {
    fc.assert(
      fc.property(base62, fc.integer({ min: 4, max: 38 }), fc.integer({ min: 1, max: 20 }), (body, place, length) => {
        const token = classic(body);
        const swapped = `${token.slice(0, place)}${token.charAt(place + 1)}${token.charAt(place)}${token.slice(place + 2)}`;
        expect(recognise(swapped, forms).verdict).toBe(swapped === token ? 'token' : 'mistyped');
        expect(recognise(token.slice(0, -length), forms).verdict).not.toBe('wrong_kind');
      }),
    );
  });
});

test('a longer form than today’s is for the provider to judge', () => {
  expect(recognise(`ghp_${'a'.repeat(200)}`, forms).verdict).toBe('token');
  expect(recognise(`ghp_${'a'.repeat(20)}.${'b'.repeat(20)}`, forms).verdict).toBe('token');
});

describe('rows 12 and 13: what cannot be used here is refused by name', () => {
  test.each([
    ['gho_16C7e42F292c6912E7710c838347Ae178B4a', 'a GitHub OAuth token'],
    ['ghu_16C7e42F292c6912E7710c838347Ae178B4a', "a GitHub App's user token"],
    ['ghs_16C7e42F292c6912E7710c838347Ae178B4a', "a GitHub App's installation token"],
    ['ghr_1B4a2e77838347a7E420ce178F2E7c6912E1692', 'a GitHub refresh token'],
    ['glpat-x1', 'a GitLab access token'],
    ['glrt-x', 'a GitLab runner token'],
    ['glcbt-64_x', 'a GitLab CI job token'],
    ['gldt-x', 'a GitLab deploy token'],
    ['glptt-x', 'a GitLab pipeline trigger token'],
    ['ATATT3xFfGF0', 'an Atlassian API token'],
    ['ATBBx', 'a Bitbucket app password'],
    ['BBDC-x', 'a Bitbucket Data Center access token'],
    ['npm_x', 'an npm token'],
  ])('%s', (text, what) => {
    expect(recognise(text, forms)).toEqual({ verdict: 'wrong_kind', what });
  });
});

test('a text of no known form is not held against it: old tokens are forty hexadecimal digits', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f]{40}$/), (text) => {
      expect(recognise(text, forms)).toEqual({ verdict: 'unknown' });
    }),
  );
});

test('every minted classic token is recognised, and no text at all makes it throw', () => {
  fc.assert(
    fc.property(base62, (body) => {
      expect(recognise(classic(body), forms).verdict).toBe('token');
    }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom('', ...forms.map(({ prefix }) => prefix)),
      fc.string({ unit: 'binary' }),
      (prefix, rest) => {
        expect(['token', 'unknown', 'wrong_kind', 'mistyped']).toContain(recognise(`${prefix}${rest}`, forms).verdict);
      },
    ),
  );
});

test('the longest prefix that fits decides, whatever the order', () => {
  const kind = { id: 'x', label: 'x' };
  const short = { prefix: 'ab', kind: null, what: 'short', checksum: false };
  const long = { prefix: 'abc', kind, what: 'long', checksum: false };
  expect(recognise('abcd', [short, long])).toEqual({ verdict: 'token', kind });
  expect(recognise('abcd', [long, short])).toEqual({ verdict: 'token', kind });
});
