import { randomUUID } from 'node:crypto';
import { eq, inArray } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { runtimes } from '#db/schema/runtimes.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { backgroundDone } from '#lib/background.ts';
import { Secret } from '#lib/secret.ts';
import { addToken } from './add.ts';
import { checkStoredToken, type Doubt } from './check-stored.ts';
import { sealedColumns } from './store.ts';

const { db, host, integrationId, person, runtime } = await testWorld();

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
const users = () => host.control.count({ surface: 'api', path: /\/user$/ });

function doubt(id: string, cause: Doubt['cause'], generation = 1): Doubt {
  return { token: { id, generation }, cause, runtimeId: null };
}

it('a Git runtime token is checked for what a runtime needs, and the runtime says what is missing', async () => {
  const { id, text, facts } = await storeRuntimeToken(['repo', 'admin:repo_hook']);
  await checkStoredToken(db, doubt(id, 'event'), later(0));
  expect(await facts()).toEqual({ verdict: 'accepted', access: 'writable', missing: [] });
  host.control.changeToken(text, { scopes: ['repo'] });
  await checkStoredToken(db, doubt(id, 'event'), later(2));
  expect(await facts()).toMatchObject({ access: 'missing_scope', missing: ['admin:repo_hook'] });
  host.control.revokeToken(text);
  await checkStoredToken(db, doubt(id, 'event'), later(4));
  expect((await facts()).verdict).toBe('rejected');
});

it('events are one check a minute, and what came after it began is one more when the minute is over', async () => {
  const { id, text, facts } = await storeRuntimeToken(['repo', 'admin:repo_hook']);
  host.control.clearRequests();
  const at = later(10);
  await checkStoredToken(db, doubt(id, 'event'), at);
  host.control.revokeToken(text);
  const soon = new Date(at.getTime() + 59_700);
  await Promise.all(Array.from({ length: 50 }, () => checkStoredToken(db, doubt(id, 'event'), soon)));
  expect([users(), (await facts()).verdict]).toEqual([1, 'accepted']);
  await expect.poll(async () => (await facts()).verdict).toBe('rejected');
  expect(users()).toBe(2);
});

it('a refusal does not wait for the minute of an event, nor a new secret for the old one’s', async () => {
  const { id, text, facts } = await storeRuntimeToken(['repo', 'admin:repo_hook']);
  const at = later(20);
  for (let turn = 0; turn < 3; turn += 1) await checkStoredToken(db, doubt(id, 'event'), at);
  host.control.clearRequests();
  await checkStoredToken(db, doubt(id, 'refusal'), at);
  await checkStoredToken(db, doubt(id, 'refusal'), at);
  expect(users()).toBe(2);
  host.control.revokeToken(text);
  await checkStoredToken(db, doubt(id, 'refusal'), at);
  expect([users(), (await facts()).verdict]).toEqual([2, 'accepted']);
  await checkStoredToken(db, doubt(id, 'event', 2), at);
  expect((await facts()).verdict).toBe('rejected');
});

describe('a token of many runtimes', { timeout: 60_000 }, () => {
  async function manyRuntimes(total: number) {
    const ctx = await person();
    const token = host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
    const [runtimeId = '', ...more] = await Array.fromAsync({ length: total }, () => runtime('acme/gitops-config'));
    const added = value(await addToken(ctx, { runtimeId, token, expiresOn: null, acceptOtherOwner: false }));
    const id = added.row.token?.id ?? '';
    await db
      .insert(authorizations)
      .values(more.map((each) => ({ userId: ctx.actor.userId, runtimeId: each, gitTokenId: id, access: 'writable' })));
    const times = () =>
      db
        .select({ runtimeId: authorizations.runtimeId, at: authorizations.accessCheckedAt })
        .from(authorizations)
        .where(eq(authorizations.gitTokenId, id));
    return { id, more, times };
  }

  it('is looked at for those that reported, however many it serves', async () => {
    const { id, times } = await manyRuntimes(65);
    const all = (await times()).map(({ runtimeId }) => runtimeId);
    const at = later(30);
    // Checked a moment ago: by their turn alone they would be the last.
    const reporting = all.slice(-3);
    await db
      .update(authorizations)
      .set({ accessCheckedAt: later(29) })
      .where(inArray(authorizations.runtimeId, reporting));
    const reports = reporting.map((runtimeId) => ({ ...doubt(id, 'refusal'), runtimeId }));
    await Promise.all(reports.map((each) => checkStoredToken(db, each, at)));
    await backgroundDone();
    const checked = (await times()).filter((each) => each.at !== null && each.at >= at).map((each) => each.runtimeId);
    expect(checked).toEqual(expect.arrayContaining(reporting));
  });

  it('is looked at for others each time, until all had their turn', async () => {
    const { id, times } = await manyRuntimes(45);
    for (const minutes of [40, 42, 44]) await checkStoredToken(db, doubt(id, 'event'), later(minutes));
    expect((await times()).filter(({ at }) => at === null || at < later(39))).toEqual([]);
  });
});
