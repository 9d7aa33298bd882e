import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { makeAuthority, makeSelfSigned } from '#e2e/parts/certificate.ts';
import { bodyOf, startServer, startSocketServer, type FaultServer } from '#e2e/parts/fault-server.ts';
import { closeOutbound } from './agents.ts';
import { configureOutbound } from './policy.ts';
import { largestBody, longestExchange, send, type OutboundRequest } from './send.ts';

const servers: FaultServer[] = [];
const started = async (starting: Promise<FaultServer>) => {
  const server = await starting;
  servers.push(server);
  return server;
};
const ask = (url: string, more: Partial<OutboundRequest> = {}) =>
  send({ method: 'GET', url: new URL(url), headers: {}, body: null, caBundle: null, timeout: 2_000, ...more });

beforeEach(() => configureOutbound({ allowLoopback: true, allowCidrs: [] }));
afterEach(async () => {
  await closeOutbound();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});
afterAll(() => configureOutbound({ allowLoopback: false, allowCidrs: [] }));

test('an answer comes with status, headers and body, and no cookie of it is kept', async () => {
  const cookies: (string | undefined)[] = [];
  const server = await started(
    startServer((request, response) => {
      cookies.push(request.headers.cookie);
      response.writeHead(201, { 'set-cookie': 'a=b', 'x-two': ['1', '2'] }).end('hello');
    }),
  );
  const first = await ask(server.origin);
  await ask(server.origin);
  expect(first).toMatchObject({ outcome: 'answered', status: 201, headers: { 'x-two': '1, 2' } });
  expect(first.outcome === 'answered' && Buffer.from(first.body).toString()).toBe('hello');
  expect(first.outcome === 'answered' && first.headers['set-cookie']).toBe(undefined);
  expect(cookies).toEqual([undefined, undefined]);
});

test('reading requests share a connection, requests that must not be lost have their own', async () => {
  const server = await started(startServer((_request, response) => response.end('ok')));
  await ask(server.origin);
  await ask(server.origin);
  expect(server.connections()).toBe(1);
  await ask(server.origin, { method: 'POST', body: 'a=b', fresh: true });
  await ask(server.origin, { method: 'POST', body: 'a=b', fresh: true });
  expect(server.connections()).toBe(3);
});

test('a reading request on a connection gone stale is asked anew, a writing one is not', async () => {
  let answered = 0;
  const server = await started(
    startServer((request, response) => {
      answered += 1;
      if (answered % 2 === 0) request.socket.destroy();
      else response.end('ok');
    }),
  );
  await ask(server.origin);
  expect(await ask(server.origin)).toMatchObject({ outcome: 'answered', status: 200 });
  expect(await ask(server.origin, { method: 'POST', body: '' })).toEqual({
    outcome: 'failed',
    reason: 'refused',
    fate: 'lost',
  });
  expect(answered).toBe(4);
});

test.each([301, 302, 303, 307, 308])('row 60: a %i is an error, and what was sent is not sent on', async (status) => {
  const elsewhere = await started(startServer((_request, response) => response.end()));
  const server = await started(
    startServer((_request, response) => response.writeHead(status, { location: elsewhere.origin }).end()),
  );
  const headers = { authorization: 'Bearer canary', 'private-token': 'canary' };
  const answer = await ask(server.origin, { method: 'POST', headers, body: 'refresh_token=canary' });
  expect(answer).toEqual({ outcome: 'failed', reason: 'redirect', fate: 'unusable' });
  expect(elsewhere.connections()).toBe(0);
});

test('304 is an answer', async () => {
  const server = await started(startServer((_request, response) => response.writeHead(304).end()));
  expect(await ask(server.origin)).toMatchObject({ outcome: 'answered', status: 304 });
});

test('row 62: of a body without end no more than 1 MiB is taken', async () => {
  const chunk = Buffer.alloc(65_536, 'x');
  let written = 0;
  const server = await started(
    startServer((_request, response) => {
      const pour = () => {
        do written += chunk.length;
        while (written < 10_000_000_000 && response.write(chunk) && !response.destroyed);
      };
      response.on('drain', pour);
      pour();
    }),
  );
  const before = process.memoryUsage().rss;
  expect(await ask(server.origin)).toEqual({ outcome: 'failed', reason: 'too_large', fate: 'unusable' });
  // What the kernel's buffers on both sides hold is beyond our reach.
  expect(written).toBeLessThan(largestBody + 16 * 1_048_576);
  expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1_048_576);
});

test('row 62: a body announced as too large is not begun', async () => {
  const server = await started(
    startServer((_request, response) => response.writeHead(200, { 'content-length': 10_000_000_000 }).write('x')),
  );
  expect(await ask(server.origin)).toMatchObject({ reason: 'too_large' });
});

test('row 62: no compression is asked for, and an answer compressed all the same is not unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(100_000_000));
  let accepted: unknown;
  const server = await started(
    startServer((request, response) => {
      accepted = request.headers['accept-encoding'];
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' }).end(bomb);
    }),
  );
  expect(await ask(server.origin)).toEqual({ outcome: 'failed', reason: 'invalid_response', fate: 'unusable' });
  expect(accepted).toBe('identity');
});

test('row 62: 60,000 headers are too many', async () => {
  const server = await started(
    startSocketServer((socket) => {
      socket.once('data', () => {
        let headers = 'HTTP/1.1 200 OK\r\n';
        for (let count = 0; count < 60_000; count += 1) headers += `x-${count}: y\r\n`;
        socket.end(`${headers}\r\n`);
      });
    }),
  );
  expect(await ask(server.origin)).toMatchObject({ outcome: 'failed', reason: 'too_large' });
});

test('row 62: an answer that drips is cut off when the time is up, and counts as lost', async () => {
  const server = await started(
    startServer((_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    }),
  );
  const begun = performance.now();
  expect(await ask(server.origin, { timeout: 300 })).toEqual({ outcome: 'failed', reason: 'timeout', fate: 'lost' });
  expect(performance.now() - begun).toBeLessThan(2_000);
});

test('row 62: a server that never answers is given up after ten seconds, whatever was asked for', async () => {
  expect(longestExchange).toBe(10_000);
  const silent = await started(startSocketServer(() => undefined));
  const begun = performance.now();
  const https = `https://127.0.0.1:${silent.port}`;
  const answers = await Promise.all([ask(silent.origin, { timeout: 60_000 }), ask(https, { timeout: 60_000 })]);
  expect(performance.now() - begun).toBeLessThan(11_000);
  expect(answers).toEqual([
    { outcome: 'failed', reason: 'timeout', fate: 'lost' },
    // The handshake was never finished, so nothing of the request went out.
    { outcome: 'failed', reason: 'timeout', fate: 'unsent' },
  ]);
});

test('a connection refused, or cut before the request, is safe to ask again; cut after it is lost', async () => {
  const gone = await startServer(() => undefined);
  await gone.stop();
  expect(await ask(gone.origin)).toEqual({ outcome: 'failed', reason: 'refused', fate: 'unsent' });

  const secure = await started(startSocketServer((socket) => socket.destroy()));
  const cut = await ask(`https://127.0.0.1:${secure.port}`, { method: 'POST', body: 'a=b' });
  expect(cut).toMatchObject({ outcome: 'failed', fate: 'unsent' });

  const after = await started(
    startServer((request) => void bodyOf(request).then(() => request.socket.resetAndDestroy())),
  );
  const reset = await ask(after.origin, { method: 'POST', body: 'refresh_token=x' });
  expect(reset).toEqual({ outcome: 'failed', reason: 'refused', fate: 'lost' });
});

test('an answer cut off half way is lost', async () => {
  const server = await started(
    startServer((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"access_token":', () => response.destroy());
    }),
  );
  expect(await ask(server.origin, { method: 'POST', body: '' })).toMatchObject({ reason: 'refused', fate: 'lost' });
});

test('an answer that is no HTTP is an invalid one', async () => {
  const server = await started(
    startSocketServer((socket) => socket.once('data', () => socket.end('SSH-2.0-hello\r\n'))),
  );
  expect(await ask(server.origin)).toMatchObject({ outcome: 'failed', reason: 'invalid_response' });
});

test('a name that does not exist is told as such', async () => {
  expect(await ask('https://git.invalid/')).toEqual({ outcome: 'failed', reason: 'dns', fate: 'unsent' });
});

test('row 61: a certificate nobody vouches for is refused before anything is sent, and taken with its authority', async () => {
  let requests = 0;
  const authority = makeAuthority('Test Authority');
  const server = await started(
    startServer((_request, response) => {
      requests += 1;
      response.end('ok');
    }, authority.issue('127.0.0.1')),
  );
  const headers = { authorization: 'Bearer canary' };
  expect(await ask(server.origin, { headers })).toEqual({ outcome: 'failed', reason: 'tls', fate: 'unsent' });
  expect(requests).toBe(0);
  const trusted = await ask(server.origin, { headers, caBundle: authority.cert });
  expect(trusted).toMatchObject({ outcome: 'answered', status: 200 });
  // One host's authority vouches for nobody else.
  expect(await ask(server.origin, { headers })).toMatchObject({ reason: 'tls' });
  expect(requests).toBe(1);
});

test('row 61: a certificate that is self-signed, expired, or of another host is refused', async () => {
  const authority = makeAuthority('Test Authority');
  const past = { from: new Date('2020-01-01'), until: new Date('2021-01-01') };
  const selfSigned = makeSelfSigned('127.0.0.1');
  const cases = [
    { certificate: selfSigned, caBundle: authority.cert },
    { certificate: authority.issue('127.0.0.1', past), caBundle: authority.cert },
    { certificate: authority.issue('git.example.com'), caBundle: authority.cert },
  ];
  for (const { certificate, caBundle } of cases) {
    const server = await started(startServer((_request, response) => response.end('ok'), certificate));
    expect(await ask(server.origin, { caBundle })).toEqual({ outcome: 'failed', reason: 'tls', fate: 'unsent' });
  }
  const server = await started(startServer((_request, response) => response.end('ok'), selfSigned));
  expect(await ask(server.origin, { caBundle: selfSigned.cert })).toMatchObject({ outcome: 'answered' });
});

test('a CA bundle that holds no certificate is a TLS error, not a crash', async () => {
  const caBundle = '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n';
  expect(await ask('https://127.0.0.1:1/', { caBundle })).toEqual({ outcome: 'failed', reason: 'tls', fate: 'unsent' });
});

test('proxies of the environment are not used', async () => {
  const proxy = await started(startServer((_request, response) => response.end('proxied')));
  const server = await started(startServer((_request, response) => response.end('direct')));
  const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY'] as const;
  for (const name of names) process.env[name] = proxy.origin;
  try {
    const answer = await ask(server.origin);
    expect(answer.outcome === 'answered' && Buffer.from(answer.body).toString()).toBe('direct');
    expect(proxy.connections()).toBe(0);
  } finally {
    for (const name of names) delete process.env[name];
  }
});

test('a header that HTTP cannot carry is refused and sends nothing', async () => {
  const server = await started(startServer((_request, response) => response.end()));
  const answer = await ask(server.origin, { headers: { authorization: 'Bearer x\nhost: evil' } });
  expect(answer).toMatchObject({ outcome: 'failed', fate: 'unsent' });
});
