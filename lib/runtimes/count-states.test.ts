import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { runtimes } from '#db/schema/runtimes.ts';
import { installation } from '#e2e/fixtures/installation.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { createRuntimeKey } from '#lib/runtime-keys/create.ts';
import { revokeRuntimeKey } from '#lib/runtime-keys/revoke.ts';
import { countStates } from './count-states.ts';
import { listAllRuntimes } from './list-all.ts';
import { showRuntime } from './show.ts';

const world = await testWorld();
const { db, person } = world;
const { begin, setToken, robotToken } = installation(world);

async function installed(admin: Awaited<ReturnType<typeof person>>, webhookId: string | null): Promise<string> {
  const id = await begin(admin);
  value(await setToken(admin, id, robotToken()));
  value(await createRuntimeKey(admin, { runtimeId: id }));
  await db.update(runtimes).set({ webhookId }).where(eq(runtimes.id, id));
  return id;
}

const tell = (id: string, facts: Partial<typeof gitTokens.$inferInsert>) =>
  db.update(gitTokens).set(facts).where(eq(gitTokens.runtimeId, id));

it('counts what each filter of the list shows, and names what needs the administrator first', async () => {
  const admin = await person('administrator');
  expect(value(await countStates(admin))).toEqual({
    counts: { token: 0, key: 0, webhook: 0, complete_installation: 0, ready: 0 },
    attention: null,
  });
  await installed(admin, '1');
  expect(value(await countStates(admin)).attention).toBeNull();
  const begun = await begin(admin);
  expect(value(await countStates(admin)).attention?.id).toBe(begun);
  const bare = await installed(admin, null);
  expect(value(await countStates(admin)).attention).toMatchObject({ id: bare, webhookState: 'none' });
  const broken = await installed(admin, '2');
  await db.update(gitTokens).set({ verdict: 'rejected' }).where(eq(gitTokens.runtimeId, broken));
  const { counts, attention } = value(await countStates(admin));
  expect(attention).toMatchObject({ id: broken, state: 'token', status: { code: 'revoked' } });
  for (const state of ['token', 'key', 'webhook', 'complete_installation', 'ready'] as const) {
    const list = value(await listAllRuntimes(admin, { state }));
    expect(counts[state]).toBe(list.matching);
  }
});

it('names what stopped before what will, whatever their names', async () => {
  const admin = await person('administrator');
  await db.delete(runtimes);
  const named = async (name: string) => {
    const id = await installed(admin, '3');
    await db.update(runtimes).set({ name }).where(eq(runtimes.id, id));
    return id;
  };
  const [soon, keyless, dead] = [await named('a-soon'), await named('b-keyless'), await named('c-dead')];
  const first = async () => value(await countStates(admin)).attention;
  await tell(soon, { expiresAt: new Date(admin.now.getTime() + 3 * 86_400_000) });
  expect(await first()).toMatchObject({ id: soon, state: 'token', status: { code: 'expiring_soon' } });
  const keyId = value(await showRuntime(admin, { runtimeId: keyless })).keys[0]?.id ?? '';
  const { page } = value(await revokeRuntimeKey(admin, { runtimeId: keyless, keyId }));
  expect(page).toMatchObject({ state: 'key', nextStep: null, keys: [] });
  expect(await first()).toMatchObject({ id: keyless, state: 'key' });
  await tell(dead, { verdict: 'rejected' });
  expect(await first()).toMatchObject({ id: dead, status: { code: 'revoked' } });
});

it('tells nobody else', async () => {
  expect(await countStates(await person())).toEqual({ ok: false, code: 'not_administrator' });
});
