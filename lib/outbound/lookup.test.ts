import { expect, test } from 'vitest';
import type { Resolve } from './agents.ts';
import { hostRefusalByName } from './lookup.ts';
import { guardOf } from './policy.ts';

const strict = guardOf({ allowLoopback: false, allowCidrs: [] });
const loopback = guardOf({ allowLoopback: true, allowCidrs: [] });
const office = guardOf({ allowLoopback: false, allowCidrs: ['10.20.0.0/16'] });

/** DNS that knows these addresses for every name. */
const dns =
  (...addresses: readonly string[]): Resolve =>
  (_hostname, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
const nobodyAsks: Resolve = (hostname) => {
  throw new Error(`${hostname} was looked up`);
};

test('a name with public addresses is fine', async () => {
  expect(await hostRefusalByName('git.example.com', strict, dns('140.82.112.3', '2606:50c0:8000::154'))).toBe(null);
});

test('row 54: a name that leads to this machine is refused, and allowed where this machine is', async () => {
  expect(await hostRefusalByName('127.0.0.1.nip.io', strict, dns('127.0.0.1'))).toBe('loopback');
  expect(await hostRefusalByName('127.0.0.1.nip.io', loopback, dns('127.0.0.1'))).toBe(null);
});

test('row 55: one private address among public ones refuses the name', async () => {
  expect(await hostRefusalByName('git.example.com', strict, dns('140.82.112.3', '10.20.0.1'))).toBe('private');
  expect(await hostRefusalByName('git.example.com', office, dns('140.82.112.3', '10.20.0.1'))).toBe(null);
  expect(await hostRefusalByName('git.example.com', office, dns('10.20.0.1', '10.21.0.1'))).toBe('private');
});

test('row 57: a name without an address, and one DNS does not know, is unknown', async () => {
  expect(await hostRefusalByName('git.example.com', strict, dns())).toBe('unknown');
  expect(await hostRefusalByName('git.invalid', strict)).toBe('unknown');
});

test('literals and names that mean one place are judged as they are written, without asking anybody', async () => {
  expect(await hostRefusalByName('[::1]', strict, nobodyAsks)).toBe('loopback');
  expect(await hostRefusalByName('10.20.0.1', strict, nobodyAsks)).toBe('private');
  expect(await hostRefusalByName('10.20.0.1', office, nobodyAsks)).toBe(null);
  expect(await hostRefusalByName('x.localhost', loopback, nobodyAsks)).toBe(null);
  expect(await hostRefusalByName('metadata.google.internal', office, nobodyAsks)).toBe('never');
});
