import { afterAll, beforeAll, expect, test } from 'vitest';
import { testWorld } from '#e2e/fixtures/world.ts';
import { type FaultServer, startServer } from '#e2e/parts/fault-server.ts';
import { readEnv } from '#lib/env.ts';
import { closeOutbound } from '#lib/outbound/agents.ts';
import { configureOutbound } from '#lib/outbound/policy.ts';
import { forgetProcessWide, processWide } from '#lib/process-wide.ts';
import { createIntegration } from './create.ts';
import { testConnection, testConnectionSchema } from './test-connection.ts';

/** SECURITY §2, "Admin-supplied URL": in production no form of an address makes this process knock on its own door. */
const world = await testWorld();
const administrator = await world.person('administrator');
let server: FaultServer;
beforeAll(async () => {
  server = await startServer((_request, response) => response.end());
  forgetProcessWide('env');
  processWide('env', () => readEnv({ NODE_ENV: 'production' }));
  configureOutbound({ allowLoopback: false, allowCidrs: [] });
});
afterAll(async () => {
  forgetProcessWide('env');
  configureOutbound({ allowLoopback: true, allowCidrs: [] });
  await closeOutbound();
  await server.stop();
});

const hosts = [
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
  'localhost',
  'localhost.',
  'x.localhost',
  'user:pw@127.0.0.1',
];

test.each(hosts)('rows 41 to 54: %s is neither tested nor stored, and a listener there sees nothing', async (host) => {
  for (const scheme of ['https', 'http']) {
    const origin = `${scheme}://${host}:${server.port}`;
    const settings = { provider: 'github', origin };
    const input = testConnectionSchema.parse({ integrationId: world.integrationId, form: settings });
    expect(await testConnection(administrator, input)).toMatchObject({ ok: false, code: 'invalid_input' });
    const stored = await createIntegration(administrator, { ...settings, name: `At ${host}` });
    expect(stored).toMatchObject({ ok: false, code: 'invalid_input', detail: { field: 'Address' } });
  }
  expect(server.connections()).toBe(0);
});
