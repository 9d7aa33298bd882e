import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTokenText } from './token-text.ts';

const token = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';

describe('what a person pastes', () => {
  it.each([
    ['row 1: nothing', '', 'token_required'],
    ['row 1: spaces alone', ' \t\r\n ', 'token_required'],
    ['row 3: a space inside', 'ghp_ab cd', 'token_invalid_characters'],
    ['row 4: a line break inside', 'ghp_x\nhost=evil', 'token_invalid_characters'],
    ['row 5: a carriage return inside', 'ghp_x\rhost=evil', 'token_invalid_characters'],
    ['row 6: a NUL', 'ghp_x\0', 'token_invalid_characters'],
    ['row 7: a zero-width space inside', 'ghp_\u200bx', 'token_invisible_character'],
    ['row 7: a byte order mark inside', 'ghp_\ufeffx', 'token_invisible_character'],
    ['row 8: letters beyond ASCII', 'tökén', 'token_invalid_characters'],
    ['row 8: full-width letters', 'ｇｈｐ_abc', 'token_invalid_characters'],
    ['row 9: a lone surrogate', 'ghp_\ud800', 'token_invalid_characters'],
    ['row 10: 8,193 characters', 'x'.repeat(8_193), 'token_too_long'],
    ['row 10: a megabyte', 'x'.repeat(1_000_000), 'token_too_long'],
    ['row 15: a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nabc', 'token_is_private_key'],
    ['row 15: a public key', 'ssh-ed25519 AAAAC3Nz ada@host', 'token_is_private_key'],
    ['row 15: a service account', '{"type":"service_account","private_key":"x"}', 'token_is_private_key'],
    ['row 15: a sentence', 'correct horse battery staple', 'token_invalid_characters'],
    ['row 20: SQL', "'; DROP TABLE git_tokens", 'token_invalid_characters'],
  ])('%s is refused', (_what, text, code) => {
    expect(readTokenText(text)).toEqual({ ok: false, code });
  });

  it.each([
    ['row 2: white space around', ` \t${token}\r\n`],
    ['row 14: Bearer', `Bearer ${token}`],
    ['row 14: a header', `Authorization: token ${token}`],
    ['row 14: an address with it', `https://user:${token}@github.com`],
    ['row 14: an assignment', `token=${token}`],
    ['row 14: a shell export', `export GITHUB_TOKEN="${token}"`],
    ['row 14: quotes', `"${token}"`],
  ])('%s is taken off', (_what, text) => {
    expect(readTokenText(text)).toEqual({ ok: true, value: token });
  });

  it.each(['${jndi:ldap://x}', '{{7*7}}', '%s%n'])('row 20: %s stays inert text', (text) => {
    expect(readTokenText(text)).toEqual({ ok: true, value: text });
  });

  it('takes a token as it is or not at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const read = readTokenText(text);
        if (read.ok) expect(text).toContain(read.value);
        if (read.ok) expect(read.value).toMatch(/^[\x21-\x7e]{1,8192}$/);
      }),
    );
  });
});
