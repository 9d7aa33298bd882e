import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { deriveKey, provideKeys } from '#lib/cipher.ts';
import { parseKeys } from '#lib/keys.ts';
import { forgetProcessWide } from '#lib/process-wide.ts';
import { decodeSession, encodeSession } from './session-cookie.ts';

const now = new Date('2026-11-22T12:00:00Z');
const later = now.getTime() / 1000 + 60;

beforeAll(() => {
  provideKeys(parseKeys(`k1:${randomBytes(32).toString('base64')}`, 'test'));
  forgetProcessWide('session-key');
});

function signed(header: object, claims: object, key: Uint8Array = deriveKey('session')): string {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

const ours = { alg: 'HS256', typ: 'JWT' };

test('the cookie gives back the session it was made for, until its time is over', () => {
  const id = randomUUID();
  const cookie = encodeSession(id, later);
  expect(decodeSession(cookie, now)).toBe(id);
  expect(decodeSession(cookie, new Date(later * 1000))).toBeNull();
  expect(cookie.length).toBeLessThan(300);
});

test('110 cookies of another key, another algorithm or another content are nobody’s', () => {
  const claims = { sid: randomUUID(), exp: later };
  expect(decodeSession(signed(ours, claims), now)).toBe(claims.sid);
  expect(decodeSession(signed(ours, claims, randomBytes(32)), now)).toBeNull();
  expect(decodeSession(signed({ alg: 'none' }, claims), now)).toBeNull();
  expect(decodeSession(signed({ ...ours, kid: 'x' }, claims), now)).toBeNull();
  expect(decodeSession(signed(ours, { ...claims, sid: 'x' }), now)).toBeNull();
  expect(decodeSession(signed(ours, { ...claims, exp: '9' }), now)).toBeNull();
  expect(decodeSession(signed(ours, { sid: claims.sid }), now)).toBeNull();
});

test('110 whatever text comes, reading it never throws, and no changed cookie is accepted', () => {
  const cookie = encodeSession(randomUUID(), later);
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => decodeSession(text, now) === null));
  fc.assert(
    fc.property(fc.nat(cookie.length - 2), fc.constantFrom('A', 'b', '9', '-', '.', ' '), (at, character) => {
      const changed = cookie.slice(0, at) + character + cookie.slice(at + 1);
      expect(decodeSession(changed, now) === null).toBe(changed !== cookie);
    }),
  );
});
