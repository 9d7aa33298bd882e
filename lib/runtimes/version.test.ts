import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import type { Context } from '#lib/context.ts';
import { addToken } from '#lib/git-tokens/add.ts';
import { checkToken } from '#lib/git-tokens/check.ts';
import { deleteToken } from '#lib/git-tokens/delete.ts';
import { reuseToken } from '#lib/git-tokens/reuse.ts';
import { readRuntime } from './read.ts';
import { setRuntimeAccess } from './set-access.ts';
import { readVersion } from './version.ts';

const { host, db, person, runtime, integrationId } = await testWorld();
const administrator = await person('administrator');
const production = await runtime('acme/gitops-config');
const staging = await runtime('acme/staging-config');

let me: Context;
let seconds = 0;

/** As a page asks that was last answered a few seconds ago. */
async function version(who: Context = me): Promise<string> {
  seconds += 3;
  return value(await readVersion({ ...who, now: new Date(Date.now() + seconds * 1_000) })).version;
}

const newToken = () =>
  host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'], expiresAt: null });

async function add(who: Context, runtimeId: string, token = newToken()): Promise<string> {
  const added = await addToken(who, { runtimeId, token, expiresOn: null, acceptOtherOwner: false });
  return value(added).row.token?.id ?? '';
}

beforeEach(async () => {
  me = await person();
});

describe('the version of my list', () => {
  it('stays while nothing changes, and while others change what is theirs', async () => {
    const other = await person();
    await add(me, production);
    const before = await version();
    expect(await version()).toBe(before);
    const tokenId = await add(other, production);
    value(await reuseToken(other, { tokenId, runtimeIds: [staging] }));
    value(await deleteToken(other, { runtimeId: production, everywhere: true, revoke: false }));
    expect(await version()).toBe(before);
  });

  it('is a short text that says nothing', async () => {
    await add(me, production);
    expect(await version()).toMatch(/^[\d.-]{5,80}$/);
  });

  const changes: Readonly<Record<string, (mine: { tokenId: string; secret: string }) => Promise<unknown>>> = {
    'a token is added': () => add(me, staging),
    'a token is used for one more runtime': ({ tokenId }) => reuseToken(me, { tokenId, runtimeIds: [staging] }),
    'a token is deleted': () => deleteToken(me, { runtimeId: production, everywhere: false, revoke: false }),
    'a check finds the token revoked': ({ secret }) => {
      host.control.revokeToken(secret);
      return checkToken(me, { runtimeId: production });
    },
    'a runtime reports it': ({ tokenId }) =>
      db.update(gitTokens).set({ reportedAt: new Date() }).where(eq(gitTokens.id, tokenId)),
    'a runtime is added': () => runtime('acme/gitops-config'),
    'a runtime gets another name': () =>
      db
        .update(runtimes)
        .set({ name: `staging-${seconds}` })
        .where(eq(runtimes.id, staging)),
    'a Git integration gets another name': () =>
      db
        .update(gitIntegrations)
        .set({ name: `GitHub ${seconds}` })
        .where(eq(gitIntegrations.id, integrationId)),
    'a person is let in': async () => {
      const memberIds = [me.actor.userId, administrator.actor.userId];
      value(await setRuntimeAccess(administrator, { runtimeId: staging, openTo: 'everyone', memberIds, began: null }));
    },
  };
  it.each(Object.keys(changes))('is another when %s', async (what) => {
    const secret = newToken();
    const tokenId = await add(me, production, secret);
    const before = await version();
    await changes[what]?.({ tokenId, secret });
    expect(await version()).not.toBe(before);
  });

  it('reads what everybody shares once a second, and what is mine each time', async () => {
    const now = new Date(Date.now() + 10_000_000);
    const before = value(await readVersion({ ...me, now }));
    await db.update(gitIntegrations).set({ name: 'Another' }).where(eq(gitIntegrations.id, integrationId));
    expect(value(await readVersion({ ...me, now: new Date(now.getTime() + 900) }))).toEqual(before);
    await add(me, production);
    expect(value(await readVersion({ ...me, now: new Date(now.getTime() + 900) }))).not.toEqual(before);
  });
});

describe('a token that a runtime reported', () => {
  const reported = (tokenId: string, at: Date) =>
    db.update(gitTokens).set({ reportedAt: at }).where(eq(gitTokens.id, tokenId));
  const later = (ms: number): Context => ({ ...me, now: new Date(me.now.getTime() + ms) });
  const status = async () => (await readRuntime(me, production))?.status;

  it('is said to be reported once the provider refused it too', async () => {
    const secret = newToken();
    const tokenId = await add(me, production, secret);
    const at = new Date(me.now.getTime() + 60_000);
    await reported(tokenId, at);
    expect(await status()).toMatchObject({ code: 'authorized', reportedAt: null });
    host.control.revokeToken(secret);
    value(await checkToken(later(61_000), { runtimeId: production }));
    expect(await status()).toMatchObject({ code: 'revoked', reportedAt: at.toISOString() });
  });

  it('is not, when it was accepted again since, and refused later for a reason of its own', async () => {
    const secret = newToken();
    const tokenId = await add(me, production, secret);
    await reported(tokenId, new Date(me.now.getTime() + 60_000));
    value(await checkToken(later(61_000), { runtimeId: production }));
    host.control.revokeToken(secret);
    value(await checkToken(later(600_000), { runtimeId: production }));
    expect(await status()).toMatchObject({ code: 'revoked', reportedAt: null });
  });
});
