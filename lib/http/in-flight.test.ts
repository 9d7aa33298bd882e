import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { inBackground } from '#lib/background.ts';
import { countInFlight, drain } from './in-flight.ts';

async function listening() {
  const server = createServer((_request, response) => response.end('done'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

test('a stop waits for what a request began and did not wait for', async () => {
  const server = await listening();
  const work = Promise.withResolvers<void>();
  let stopped = false;
  void inBackground(work.promise);
  const stopping = drain(server, countInFlight(), 60_000).then(() => {
    stopped = true;
  });
  await new Promise<void>((resolve) => server.once('close', resolve));
  expect(stopped).toBe(false);
  work.resolve();
  await stopping;
});

test('also when that fails, and no longer than its patience', async () => {
  const failing = Promise.withResolvers<void>();
  void inBackground(failing.promise).catch(() => {});
  const server = await listening();
  const stopping = drain(server, countInFlight(), 60_000);
  failing.reject(new Error('no luck'));
  await stopping;
  const work = Promise.withResolvers<void>();
  void inBackground(work.promise);
  await drain(await listening(), countInFlight(), 10);
  work.resolve();
});
