import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEvents } from '#db/schema/audit.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { failureMessage, failureStatus } from '#lib/failures.ts';
import { addToken } from '#lib/git-tokens/add.ts';
import { removeIntegration } from './remove.ts';

const world = await testWorld();
const administrator = await world.person('administrator');
const there = async (id: string) =>
  (await world.db.select().from(gitIntegrations).where(eq(gitIntegrations.id, id))).length === 1;

test('row 68: one that runtimes use is not removed, and says how many use it', async () => {
  await world.runtime('acme/gitops-config');
  const answer = await removeIntegration(administrator, { integrationId: world.integrationId });
  expect(answer).toEqual({ ok: false, code: 'integration_in_use', detail: { runtimes: 1 } });
  expect(failureStatus('integration_in_use')).toBe(409);
  expect(failureMessage({ code: 'integration_in_use', detail: { runtimes: 1 } })).toMatch(
    /^A runtime uses .* it first/,
  );
  expect(failureMessage({ code: 'integration_in_use', detail: { runtimes: 3 } })).toMatch(/^3 runtimes use /);
  expect(await there(world.integrationId)).toBe(true);
});

test('one that no runtime uses goes, with tokens that were left over, and the act is written down', async () => {
  const integrationId = await world.integration({ provider: 'github-enterprise' });
  const runtimeId = await world.runtime('acme/gitops-config', integrationId);
  const person = await world.person();
  const token = world.host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
  value(await addToken(person, { runtimeId, token, expiresOn: null, acceptOtherOwner: false }));
  await world.db.delete(runtimes).where(eq(runtimes.id, runtimeId));
  const stored = () => world.db.select().from(gitTokens).where(eq(gitTokens.gitIntegrationId, integrationId));
  expect(await stored()).toHaveLength(1);

  expect(value(await removeIntegration(administrator, { integrationId })).name).toMatch(/^Integration /);
  expect(await there(integrationId)).toBe(false);
  expect(await stored()).toEqual([]);
  const acts = await world.db.select().from(auditEvents).where(eq(auditEvents.gitIntegrationId, integrationId));
  expect(acts.map(({ action }) => action)).toEqual([
    'git_integration.create',
    'runtime.create',
    'git_integration.remove',
  ]);
  expect(await removeIntegration(administrator, { integrationId })).toEqual({ ok: false, code: 'not_found' });
});

test('nobody but an administrator removes one', async () => {
  const person = await world.person();
  const answer = await removeIntegration(person, { integrationId: world.integrationId });
  expect(answer).toEqual({ ok: false, code: 'not_administrator' });
});
