import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { fingerprint, open, type Place, provideKeys, seal, UnknownKeyError, UnsealError } from './cipher.ts';
import { parseKeys } from './keys.ts';
import { reveal, Secret } from './secret.ts';

const k1 = `k1:${randomBytes(32).toString('base64')}`;
const k2 = `k2:${randomBytes(32).toString('base64')}`;
const place: Place = {
  table: 'git_tokens',
  column: 'access_token',
  rowId: 'r',
  ownerId: 'u',
  origin: 'https://a.example',
};
const text = 'ghp_canary0123456789';

beforeEach(() => provideKeys(parseKeys(k1, 'test')));

describe('sealing', () => {
  it('opens in its place to what was sealed', () => {
    expect(reveal(open(seal(new Secret(text), place), place))).toBe(text);
  });

  it('never gives the same bytes twice, and never the text', () => {
    const [one, two] = [seal(new Secret(text), place), seal(new Secret(text), place)];
    expect(Buffer.compare(one, two)).not.toBe(0);
    expect(Buffer.from(one).includes(text)).toBe(false);
  });

  it.each(Object.keys(place))('does not open with another %s', (part) => {
    const sealed = seal(new Secret(text), place);
    expect(() => open(sealed, { ...place, [part]: 'other' })).toThrow(UnsealError);
  });

  it('parts of a place do not run together', () => {
    const sealed = seal(new Secret(text), { ...place, rowId: 'ab', ownerId: 'c' });
    expect(() => open(sealed, { ...place, rowId: 'a', ownerId: 'bc' })).toThrow(UnsealError);
  });

  it('does not open with any single bit flipped', () => {
    const sealed = Buffer.from(seal(new Secret(text), place));
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const flipped = Buffer.from(sealed);
      const at = bit >> 3;
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit & 7));
      // Length and name of the key make the name of another one.
      const [nameStart, nameEnd] = [8, (2 + 2) * 8];
      const error = bit >= nameStart && bit < nameEnd ? /sealed/ : UnsealError;
      expect(() => open(flipped, place), `bit ${bit}`).toThrow(error);
    }
  });

  it.each([0, 1, 4, 8, 12, 15])('does not open with a tag of %i bytes', (length) => {
    const sealed = seal(new Secret(text), place);
    expect(() => open(sealed.slice(0, sealed.length - 16 + length), place)).toThrow(UnsealError);
    expect(() => open(new Uint8Array(length), place)).toThrow(UnsealError);
  });

  it('opens with an older key of the ring, and not without it', () => {
    const sealed = seal(new Secret(text), place);
    provideKeys(parseKeys(`${k2},${k1}`, 'test'));
    expect(reveal(open(sealed, place))).toBe(text);
    provideKeys(parseKeys(k2, 'test'));
    expect(() => open(sealed, place)).toThrow(UnknownKeyError);
    expect(() => open(sealed, place)).toThrow('key k1,');
  });

  it('a name that no key can have is damage', () => {
    const sealed = Buffer.from(seal(new Secret(text), place));
    sealed.write('K', 2);
    expect(() => open(sealed, place)).toThrow(UnsealError);
  });

  it('a mistake of ours is not taken for damage', () => {
    const sealed = seal(new Secret(text), place);
    const nowhere = JSON.parse('{"table":"git_tokens"}') as Place;
    expect(() => open(sealed, nowhere)).toThrow(TypeError);
  });

  it('a fingerprint finds the same text in the same scope only', () => {
    const of = (secret: string, scope: string) => Buffer.from(fingerprint(new Secret(secret), scope)).toString('hex');
    expect(of(text, 'a')).toBe(of(text, 'a'));
    expect(of(text, 'a')).not.toBe(of(text, 'b'));
    expect(of(text, 'a')).not.toBe(of('other', 'a'));
  });
});

it('a Secret prints as [secret] everywhere', () => {
  const secret = new Secret(text);
  const printed = [String(secret), JSON.stringify({ secret }), inspect({ deep: [secret] }), Object.keys(secret).join()];
  expect(printed.join()).not.toContain(text);
  expect(printed.slice(0, 3).every((line) => line.includes('[secret]'))).toBe(true);
});
