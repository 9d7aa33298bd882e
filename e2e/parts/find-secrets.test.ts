import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { secretFinder } from './find-secrets.ts';

const secret = 'ghp_Rk3Qy8ZtLw0aBcDeFgHiJkLmNoPqRs1mQz2d';
const other = 'github_pat_11ABCDEFG0aBcDeFgHiJkL_MnOpQrStUvWx';
const find = secretFinder([other, secret]);

const disguises: readonly (readonly [string, (text: string) => Buffer])[] = [
  ['as it is', (text) => Buffer.from(text)],
  ['in UTF-16', (text) => Buffer.from(text, 'utf16le')],
  ['in hexadecimal', (text) => Buffer.from(Buffer.from(text).toString('hex'))],
  ['in base64', (text) => Buffer.from(Buffer.from(text).toString('base64'))],
  ['in base64 after one byte', (text) => Buffer.from(Buffer.from(`:${text}`).toString('base64'))],
  ['in base64 after two bytes', (text) => Buffer.from(Buffer.from(`x:${text}"}`).toString('base64url'))],
  ['in JSON', (text) => Buffer.from(JSON.stringify({ token: text }))],
];

test.each(disguises)('a secret is found %s among noise', (_how, disguise) => {
  const bytes = Buffer.concat([randomBytes(5_003), disguise(secret), randomBytes(777)]);
  expect(find(bytes)).toEqual([1]);
});

test('a secret at the very end is found', () => {
  expect(find(Buffer.concat([randomBytes(100), Buffer.from(other)]))).toEqual([0]);
});

test('noise holds no secret', () => {
  expect(find(randomBytes(1_000_000))).toEqual([]);
});
