import type { LookupAddress } from 'node:dns';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startServer, type FaultServer } from '#e2e/parts/fault-server.ts';
import { closeOutbound, makeAgent, type Resolve } from './agents.ts';
import { configureOutbound, guardOf } from './policy.ts';
import { exchange, send, type OutboundRequest } from './send.ts';

/** SECURITY §2: addresses that are blocked see no connection at all. */
let server: FaultServer;
beforeAll(async () => {
  server = await startServer((_request, response) => response.end('reached'));
});
afterAll(() => server.stop());
beforeEach(() => configureOutbound({ allowLoopback: false, allowCidrs: [] }));
afterEach(() => closeOutbound());

const request = (url: string): OutboundRequest => ({
  method: 'GET',
  url: new URL(url),
  headers: { authorization: 'Bearer canary' },
  body: null,
  caBundle: null,
});

test.each(['127.0.0.1', '127.1', '[::ffff:127.0.0.1]', 'localhost', 'x.localhost', '0.0.0.0', '2130706433'])(
  'a listener on this machine sees nothing of a request to %s',
  async (host) => {
    const before = server.connections();
    for (const scheme of ['http', 'https']) {
      expect(await send(request(`${scheme}://${host}:${server.port}/`))).toEqual({
        outcome: 'failed',
        reason: 'blocked_address',
        fate: 'unsent',
      });
    }
    expect(server.connections()).toBe(before);
  },
);

/** DNS that gives the next of these answers at each question. */
function dns(...answers: readonly (readonly string[])[]): Resolve {
  let asked = 0;
  return (_hostname, _options, callback) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    callback(
      null,
      addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

async function through(resolve: Resolve, allowLoopback = false) {
  const agent = makeAgent({ caBundle: null, fresh: true }, () => guardOf({ allowLoopback, allowCidrs: [] }), resolve);
  const answer = await exchange(agent, request(`http://git.example.com:${server.port}/`), performance.now() + 2_000);
  await agent.destroy();
  return answer;
}

const blocked = { outcome: 'failed', reason: 'blocked_address', fate: 'unsent' };

test('a name that leads to this machine is blocked when the connection is made', async () => {
  const before = server.connections();
  expect(await through(dns(['127.0.0.1']))).toEqual(blocked);
  expect(await through(dns(['::ffff:127.0.0.1']))).toEqual(blocked);
  expect(await through(dns(['169.254.169.254']), true)).toEqual(blocked);
  expect(server.connections()).toBe(before);
});

test('row 55: one bad address among good ones blocks the name', async () => {
  const before = server.connections();
  expect(await through(dns(['140.82.112.3', '127.0.0.1']))).toEqual(blocked);
  expect(await through(dns(['127.0.0.1', '10.0.0.1']), true)).toEqual(blocked);
  expect(server.connections()).toBe(before);
});

test('row 56: a name that changes its answer between looking and connecting gains nothing', async () => {
  const before = server.connections();
  const resolve = dns(['140.82.112.3'], ['127.0.0.1']);
  await new Promise((done) => resolve('git.example.com', { all: true }, done));
  expect(await through(resolve)).toEqual(blocked);
  expect(server.connections()).toBe(before);
});

test('a name without an address is blocked, an allowed one is reached', async () => {
  expect(await through(dns([]))).toEqual(blocked);
  expect(await through(dns(['127.0.0.1']), true)).toMatchObject({ outcome: 'answered', status: 200 });
});

test('a request given up while its name was looked up is never sent', async () => {
  const seen: (string | undefined)[] = [];
  const listening = await startServer((incoming, response) => {
    seen.push(incoming.url);
    response.end('ok');
  });
  const looked: (() => void)[] = [];
  const slow: Resolve = (_hostname, _options, callback) =>
    looked.push(() => callback(null, [{ address: '127.0.0.1', family: 4 }]));
  const agent = makeAgent(
    { caBundle: null, fresh: false },
    () => guardOf({ allowLoopback: true, allowCidrs: [] }),
    slow,
  );
  const ask = (path: string, milliseconds: number) =>
    exchange(agent, request(`http://git.example.com:${listening.port}${path}`), performance.now() + milliseconds);

  expect(await ask('/late', 50)).toEqual({ outcome: 'failed', reason: 'timeout', fate: 'unsent' });
  const next = ask('/next', 2_000);
  for (const answer of looked) answer();
  expect(await next).toMatchObject({ outcome: 'answered' });
  expect(seen).toEqual(['/next']);
  await agent.destroy();
  await listening.stop();
});
