import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { bytes, push, webhookSender } from '#e2e/fixtures/webhook-sender.ts';
import { testWorld } from '#e2e/fixtures/world.ts';
import { type RawAnswer, request, sendRaw } from '#e2e/parts/raw-http.ts';
import { refuseMalformed, serverOptions } from '#lib/http/connections.ts';
import { bytesTaken } from '#lib/http/large-body.ts';
import { createLogger } from '#lib/logger.ts';
import { forgetProcessWide } from '#lib/process-wide.ts';
import { makeWebhookHandler } from './http.ts';

const world = await testWorld();
const { db } = world;
const sender = webhookSender(world);
const log = createLogger('silent', { write: () => {} });
const handle = makeWebhookHandler({ db, trustProxy: false, log });
const server = createServer(serverOptions, (incoming, response) => {
  if (!handle(incoming, response)) response.writeHead(299, { 'content-length': 0 }).end();
});
refuseMalformed(server);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => void server.close());
const { port } = server.address() as AddressInfo;
const url = `http://127.0.0.1:${port}`;
let target: string;
let runtimeId: string;

beforeEach(async () => {
  forgetProcessWide('delivery-limits');
  runtimeId = await world.runtime('acme/gitops-config');
  await sender.giveWebhook(runtimeId);
  target = `/api/webhooks/git/${runtimeId}`;
});

function signed(body: string, more: Readonly<Record<string, string>> = {}) {
  return {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': sender.sign(Buffer.from(body)),
    ...more,
  };
}

const text = bytes(push).toString();
const large = JSON.stringify({ ...push, padding: 'x'.repeat(24_000_000) });
const send = (body = text, headers: Readonly<Record<string, string>> = signed(body), to = target) =>
  request(url, { method: 'POST', target: to, body, headers });
const judged = (answer: RawAnswer) => [
  answer.status,
  (JSON.parse(answer.body) as { error: { code: string } }).error.code,
];

describe('at the address of a webhook', () => {
  it('a delivery is taken once, whole or in the smallest pieces', async () => {
    const headers = signed(text);
    const first = await send(text, headers);
    expect([first.status, first.body]).toEqual([202, '{"received":"push"}']);
    expect(first.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect((await send(text, headers)).status).toBe(200);
    const head = Object.entries({ host: 'x', connection: 'close', 'transfer-encoding': 'chunked', ...signed(text) });
    const pieces = [...text].map((piece) => `1\r\n${piece}\r\n`).join('');
    const start = `POST ${target} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
    expect((await sendRaw(url, `${start}${pieces}0\r\n\r\n`)).status).toBe(202);
    expect((await send(large)).status).toBe(202);
    expect(await sender.eventsOf(runtimeId)).toHaveLength(3);
    expect(bytesTaken()).toBe(0);
  });

  it('rows 103 to 107: forged is 401, malformed 400, 26 MB 413, another method 405, another address 404', async () => {
    const forged = await send(text, signed(`${text} `));
    expect(judged(forged)).toEqual([401, 'webhook_forged']);
    expect(judged(await send(text, signed(text), `/api/webhooks/git/${randomUUID()}`))).toEqual(judged(forged));
    expect(judged(await send('{"ref":'))).toEqual([400, 'webhook_malformed']);
    const announced = await send('', signed('', { 'content-length': '26000000' }));
    expect([...judged(announced), announced.headers['connection']]).toEqual([413, 'too_large', 'close']);
    const endless = `POST ${target} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`;
    const chunk = `400000\r\n${'x'.repeat(0x400000)}\r\n`;
    expect((await sendRaw(url, endless, chunk)).status).toBe(413);
    const read = await request(url, { target });
    expect([...judged(read), read.headers['allow']]).toEqual([405, 'method_not_allowed', 'POST']);
    for (const nowhere of ['/api/webhooks/', `${target}/x`, '/api/webhooks/git/']) {
      expect(judged(await send(text, signed(text), nowhere))).toEqual([404, 'not_found']);
    }
    expect((await request(url, { target: '/settings' })).status).toBe(299);
    expect(await sender.eventsOf(runtimeId)).toEqual([]);
    expect(bytesTaken()).toBe(0);
  });
});

describe('bodies that do not end', () => {
  /** Begins a delivery of 25 MB, sends `length` bytes of it, and goes silent. */
  function begin(to: string, length: number): { socket: Socket; answer: Promise<string> } {
    const socket = connect(port, '127.0.0.1');
    let said = '';
    socket.on('data', (data: Buffer) => void (said += data.toString()));
    socket.on('error', () => {});
    socket.write(`POST ${to} HTTP/1.1\r\nhost: x\r\ncontent-length: 25000000\r\n\r\n`);
    socket.write(Buffer.alloc(length));
    return { socket, answer: new Promise((resolve) => socket.once('close', () => resolve(said))) };
  }

  it('row 109: of twenty at once there are as many as there is room for, and short deliveries go on', async () => {
    const begun = Array.from({ length: 20 }, () => begin(target, 20_000_000));
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, bytesTaken())), 1);
    const refused: string[] = [];
    for (const { answer } of begun) void answer.then((said) => refused.push(said));
    await expect.poll(() => refused.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(17);
    clearInterval(watch);
    expect(most).toBeLessThanOrEqual(67_108_864);
    const told = refused.filter((said) => said !== '');
    expect(told.length).toBeGreaterThan(0);
    for (const said of told) expect(said).toMatch(/^HTTP\/1\.1 429 [^]*connection: close\r\n[^]*retry-after: 5\r\n/i);
    expect((await send()).status).toBe(202);
    for (const { socket } of begun) socket.destroy();
    await expect.poll(bytesTaken).toBe(0);
    expect((await send(large)).status).toBe(202);
  });

  it('for a runtime that there is not are not read at all, and their senders are counted', async () => {
    const nobody = `/api/webhooks/git/${randomUUID()}`;
    expect(await begin(nobody, 1_000_000).answer).toMatch(/^(?:$|HTTP\/1\.1 401 )/);
    expect(bytesTaken()).toBe(0);
    for (let sent = 0; sent < 59; sent += 1) expect((await send(text, signed(text), nobody)).status).toBe(401);
    const { status, headers } = await send(text, signed(text), nobody);
    expect([status, Number(headers['retry-after']) > 0]).toEqual([429, true]);
  });

  it('and were broken off count as forged', async () => {
    for (let sent = 0; sent < 60; sent += 1) {
      const { socket, answer } = begin(target, 100_000);
      await expect.poll(bytesTaken, { interval: 1 }).toBeGreaterThan(0);
      socket.destroy();
      await answer;
      await expect.poll(bytesTaken, { interval: 1 }).toBe(0);
    }
    await expect.poll(async () => (await send()).status).toBe(429);
  });
});
