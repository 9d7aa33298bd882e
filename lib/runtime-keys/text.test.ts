import { describe, expect, it } from 'vitest';
import { Secret, reveal } from '#lib/secret.ts';
import { makeRuntimeKey, readRuntimeKey, shownKey } from './text.ts';

describe('the text of a runtime key', () => {
  it('is gtr_, a handle that may be shown, 256 random bits and a checksum', () => {
    const { secret, handle } = makeRuntimeKey();
    expect(reveal(secret)).toMatch(/^gtr_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
    expect(reveal(secret).startsWith(`gtr_${handle}_`)).toBe(true);
    expect(shownKey(handle)).toBe(`gtr_${handle}…`);
  });

  it('is another one each time', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => reveal(makeRuntimeKey().secret))).size).toBe(1_000);
  });

  it('is read back as the secret it is', () => {
    const { secret } = makeRuntimeKey();
    const read = readRuntimeKey(reveal(secret));
    expect(read).toBeInstanceOf(Secret);
    expect(read === null ? null : reveal(read)).toBe(reveal(secret));
  });

  it('row 82: is refused for one character changed anywhere, and for one too many or too few', () => {
    const text = reveal(makeRuntimeKey().secret);
    for (let at = 0; at < text.length; at += 1) {
      const other = text.charAt(at) === 'a' ? 'b' : 'a';
      expect(readRuntimeKey(text.slice(0, at) + other + text.slice(at + 1)), `character ${at}`).toBeNull();
    }
    for (const wrong of [
      `${text}a`,
      text.slice(0, -1),
      ` ${text}`,
      `${text}\n`,
      text.toUpperCase(),
      '',
      'gtr_',
      'ghp_x',
    ]) {
      expect(readRuntimeKey(wrong)).toBeNull();
    }
  });

  it('row 82: a text of another form costs nothing, however long', () => {
    expect(readRuntimeKey('gtr_'.repeat(1_000_000))).toBeNull();
  });
});
