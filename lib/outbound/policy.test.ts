import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressAllowed, guardOf, namesLoopback, targetAllowed } from './policy.ts';

const strict = guardOf({ allowLoopback: false, allowCidrs: [] });
const loopback = guardOf({ allowLoopback: true, allowCidrs: [] });
const everything = guardOf({ allowLoopback: true, allowCidrs: ['0.0.0.0/0', '::/0'] });
const office = guardOf({ allowLoopback: false, allowCidrs: ['10.20.0.0/16', 'fd12:3456::/32'] });

const target = (text: string, guard = strict) => targetAllowed(new URL(text), guard);

describe('rows 49 to 53: literal addresses', () => {
  test.each([
    '127.0.0.1',
    '127.1',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '①②⑦.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[::]',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '[::7f00:1]',
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
    '169.254.169.254',
    '[fd00:ec2::254]',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '[fc00::1]',
    '198.18.0.1',
  ])('https://%s is refused', (host) => {
    expect(target(`https://${host}/`)).toBe(false);
  });

  test.each(['140.82.112.3', '[2606:50c0:8000::154]', '[64:ff9b::8c52:7003]'])('https://%s is allowed', (host) => {
    expect(target(`https://${host}/`)).toBe(true);
  });

  test.each([
    '169.254.169.254',
    'fe80::1',
    'fd00:ec2::254',
    'fd20:ce::254',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
    '64:ff9b::6464:64c8',
    '2002:a9fe:a9fe::',
    '::a9fe:a9fe',
    'not an address',
    '',
  ])('%s stays shut whatever the policy opens', (address) => {
    expect(addressAllowed(address, everything)).toBe(false);
  });

  test('a private range opens exactly what it names', () => {
    expect(addressAllowed('10.20.3.4', office)).toBe(true);
    expect(addressAllowed('::ffff:10.20.3.4', office)).toBe(true);
    expect(addressAllowed('fd12:3456::1', office)).toBe(true);
    expect(addressAllowed('10.21.0.1', office)).toBe(false);
    expect(addressAllowed('127.0.0.1', office)).toBe(false);
  });

  test('text that is no range is named', () => {
    expect(() => guardOf({ allowLoopback: false, allowCidrs: ['10.20.0.0/16', 'office'] })).toThrow('"office"');
  });
});

describe('which URLs may be asked', () => {
  test('plain http is refused but to loopback, and there only where it is allowed', () => {
    expect(target('http://github.com/', everything)).toBe(false);
    expect(target('http://10.20.0.1/', office)).toBe(false);
    expect(target('http://127.0.0.1:4000/')).toBe(false);
    expect(target('http://127.0.0.1:4000/', loopback)).toBe(true);
    expect(target('http://[::1]:4000/', loopback)).toBe(true);
    expect(target('http://localhost:4000/', loopback)).toBe(true);
  });

  test('row 52: metadata services are refused by name too, whatever the policy opens', () => {
    for (const host of ['metadata', 'metadata.google.internal', 'METADATA.google.internal.', 'metadata.goog']) {
      expect(target(`https://${host}/`, everything)).toBe(false);
    }
  });

  test.each(['localhost', 'localhost.', 'x.localhost', 'LOCALHOST'])('row 54: %s is this machine', (host) => {
    expect(namesLoopback(host)).toBe(true);
    expect(target(`https://${host}/`)).toBe(false);
  });

  test('names that only look like loopback are left to the lookup', () => {
    expect(namesLoopback('localhost.example.com')).toBe(false);
    expect(namesLoopback('notlocalhost')).toBe(false);
  });

  test.each(['ftp://github.com/', 'file:///etc/passwd', 'data:text/plain,x', 'ws://github.com/', 'javascript:1'])(
    'row 42: %s is refused',
    (text) => {
      expect(target(text, everything)).toBe(false);
    },
  );

  test('row 43: credentials in a URL are refused', () => {
    expect(target('https://user:pw@github.com/')).toBe(false);
    expect(target('https://user@github.com/')).toBe(false);
  });
});

test('no IPv4 address is allowed by another spelling when it is refused as it stands', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const hex = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
      const tail = `${hex[0]}${hex[1]}:${hex[2]}${hex[3]}`;
      for (const guard of [strict, everything]) {
        if (addressAllowed(address, guard)) continue;
        for (const spelling of [
          `::ffff:${address}`,
          `::ffff:${tail}`,
          `64:ff9b::${tail}`,
          `2002:${tail}::`,
          `::${tail}`,
        ]) {
          expect(addressAllowed(spelling, guard), `${spelling} for ${address}`).toBe(false);
        }
      }
    }),
    { numRuns: 2000 },
  );
});
