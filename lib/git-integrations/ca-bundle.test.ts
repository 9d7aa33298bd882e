import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeAuthority } from '#e2e/parts/certificate.ts';
import { readCaBundle } from './ca-bundle.ts';

const first = makeAuthority('Example Inc. Root');
const second = makeAuthority('Example Inc. Second');

const problem = (text: string) => {
  const result = readCaBundle(text);
  return result.ok ? null : result.detail?.['problem'];
};

test('certificates are taken, one or many, without what tools write around them', () => {
  expect(readCaBundle('  \n ')).toEqual({ ok: true, value: null });
  expect(readCaBundle(first.cert)).toEqual({ ok: true, value: new X509Certificate(first.cert).toString() });
  const both = readCaBundle(`subject=CN Example\r\n${first.cert.replaceAll('\n', '\r\n')}\n# second\n${second.cert}`);
  expect(both).toEqual({
    ok: true,
    value: [first, second].map(({ cert }) => new X509Certificate(cert).toString()).join(''),
  });
});

test('a private key is refused, also among certificates, and not repeated', () => {
  for (const text of [
    first.key,
    first.cert + first.key,
    '-----BEGIN RSA PRIVATE KEY-----\nx',
    first.key.replace('PRIVATE', 'ENCRYPTED PRIVATE'),
  ]) {
    expect(problem(text)).toMatch(/private key/);
  }
});

test('every certificate must be readable', () => {
  const damaged = second.cert.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA');
  expect(problem(damaged)).toBe('it is damaged: copy the whole certificate again');
  expect(problem(first.cert + damaged)).toBe('block 2 of 2 is damaged: copy the whole certificate again');
  expect(problem(first.cert.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST'))).toBe('it is no certificate');
});

test('text that holds no certificate, and one longer than any chain, are refused', () => {
  for (const text of ['hello', '-----BEGIN CERTIFICATE-----', 'MIIB…', '\u0000', '{}']) {
    expect(problem(text)).toMatch(/BEGIN CERTIFICATE/);
  }
  expect(problem(first.cert.repeat(200))).toMatch(/longer than 64 kB/);
});
