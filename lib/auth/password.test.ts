import { expect, test } from 'vitest';
import { hashPassword, matchesPassword } from './password.ts';

test('a password matches its own digest and no other', async () => {
  const digest = await hashPassword('correct horse battery');
  expect(digest).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(await matchesPassword('correct horse battery', digest)).toBe(true);
  expect(await matchesPassword('correct horse batteri', digest)).toBe(false);
  expect(await hashPassword('correct horse battery')).not.toBe(digest);
});

test('the same password typed on another keyboard matches', async () => {
  const digest = await hashPassword('pa\u0308sswo\u0308rter');
  expect(await matchesPassword('p\u00e4ssw\u00f6rter', digest)).toBe(true);
});

test('a digest made elsewhere, in PHC form, is understood', async () => {
  // From the tests of the reference implementation (github.com/P-H-C/phc-winner-argon2).
  const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  expect(await matchesPassword('password', reference)).toBe(true);
  expect(await matchesPassword('Password', reference)).toBe(false);
});

test('nobody has no password', async () => {
  expect(await matchesPassword('', null)).toBe(false);
  await expect(matchesPassword('x', 'plain text')).rejects.toThrow(TypeError);
});
