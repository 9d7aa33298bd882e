import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { runtimes } from '#db/schema/runtimes.ts';
import { installation } from '#e2e/fixtures/installation.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { countStates } from './count-states.ts';
import { listAllRuntimes } from './list-all.ts';

const world = await testWorld();
const { db, person } = world;
const { begin, setToken, robotToken } = installation(world);

async function installed(admin: Awaited<ReturnType<typeof person>>, webhookId: string | null): Promise<string> {
  const id = await begin(admin);
  value(await setToken(admin, id, robotToken()));
  await db.update(runtimes).set({ installedAt: admin.now, webhookId }).where(eq(runtimes.id, id));
  return id;
}

it('counts what each filter of the list shows, and names what needs the administrator first', async () => {
  const admin = await person('administrator');
  expect(value(await countStates(admin))).toEqual({
    counts: { token: 0, webhook: 0, complete_installation: 0, ready: 0 },
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
  for (const state of ['token', 'webhook', 'complete_installation', 'ready'] as const) {
    const list = value(await listAllRuntimes(admin, { state }));
    expect(counts[state]).toBe(list.matching);
  }
});

it('tells nobody else', async () => {
  expect(await countStates(await person())).toEqual({ ok: false, code: 'not_administrator' });
});
