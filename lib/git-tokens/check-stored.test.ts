import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { runtimes } from '#db/schema/runtimes.ts';
import { testWorld } from '#e2e/fixtures/world.ts';
import { Secret } from '#lib/secret.ts';
import { checkStoredToken } from './check-stored.ts';
import { sealedColumns } from './store.ts';

const { db, host, integrationId, runtime } = await testWorld();

/** A Git runtime token as it is stored: of a runtime and of nobody. */
async function storeRuntimeToken(scopes: readonly string[]) {
  const runtimeId = await runtime('acme/gitops-config');
  const text = host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes });
  const owner = { id: randomUUID(), userId: null, runtimeId, gitIntegrationId: integrationId };
  await db
    .insert(gitTokens)
    .values({ ...owner, ...sealedColumns(owner, host.origin, new Secret(text), null), kind: 'classic' });
  const facts = async () => {
    const [token] = await db.select().from(gitTokens).where(eq(gitTokens.id, owner.id));
    const [row] = await db.select().from(runtimes).where(eq(runtimes.id, runtimeId));
    return { verdict: token?.verdict, access: row?.tokenAccess, missing: row?.tokenMissing };
  };
  return { id: owner.id, text, facts };
}

const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);

it('a Git runtime token is checked for what a runtime needs, and the runtime says what is missing', async () => {
  const { id, text, facts } = await storeRuntimeToken(['repo', 'admin:repo_hook']);
  await checkStoredToken(db, id, later(0));
  expect(await facts()).toEqual({ verdict: 'accepted', access: 'writable', missing: [] });
  host.control.changeToken(text, { scopes: ['repo'] });
  await checkStoredToken(db, id, later(2));
  expect(await facts()).toMatchObject({ access: 'missing_scope', missing: ['admin:repo_hook'] });
  host.control.revokeToken(text);
  await checkStoredToken(db, id, later(4));
  expect((await facts()).verdict).toBe('rejected');
});

it('those who ask within a minute share one check, also while it goes on', async () => {
  const { id } = await storeRuntimeToken(['repo', 'admin:repo_hook']);
  host.control.clearRequests();
  const at = later(10);
  await Promise.all(Array.from({ length: 50 }, () => checkStoredToken(db, id, at)));
  await checkStoredToken(db, id, new Date(at.getTime() + 59_000));
  const users = () => host.control.count({ surface: 'api', path: /\/user$/ });
  expect(users()).toBe(1);
  await checkStoredToken(db, id, new Date(at.getTime() + 60_000));
  expect(users()).toBe(2);
});
