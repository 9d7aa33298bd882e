import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { auditEvents } from '#db/schema/audit.ts';
import { authorizations, gitTokens, oauthStates } from '#db/schema/git-tokens.ts';
import { runtimeMembers, runtimes } from '#db/schema/runtimes.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import type { Context } from '#lib/context.ts';
import { addToken } from '#lib/git-tokens/add.ts';
import { startAuthorization } from '#lib/git-tokens/authorize.ts';
import { checkToken } from '#lib/git-tokens/check.ts';
import { completeAuthorization } from '#lib/git-tokens/complete.ts';
import { deleteToken } from '#lib/git-tokens/delete.ts';
import { reuseToken } from '#lib/git-tokens/reuse.ts';
import { linkRuntime, lockTokensOf } from '#lib/git-tokens/store.ts';
import { findOtherRuntimes, listOtherRuntimes } from './list-others.ts';
import { listRuntimes } from './list.ts';
import { runtimeQuerySchema } from './query.ts';
import { readRuntime } from './read.ts';
import { setRuntimeAccess } from './set-access.ts';
import { showRuntime } from './show.ts';
import { rowFilters } from './view.ts';

const { host, db, person, runtime, integrationId } = await testWorld();
const administrator = await person('administrator');
const repository = 'acme/gitops-config';

let me: Context;

const newToken = () =>
  host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'], expiresAt: null });

async function add(ctx: Context, runtimeId: string, token = newToken()) {
  return value(await addToken(ctx, { runtimeId, token, expiresOn: null, acceptOtherOwner: false }));
}

function access(runtimeId: string, openTo: 'everyone' | 'members', ...members: Context[]) {
  return setRuntimeAccess(administrator, {
    runtimeId,
    openTo,
    memberIds: members.map(({ actor }) => actor.userId),
    began: null,
  });
}

async function page(ctx: Context, query: object = {}) {
  return listRuntimes({ ...ctx, now: new Date() }, runtimeQuerySchema.parse(query));
}

/** Everything a person's verb could change. */
async function state(): Promise<unknown> {
  const tables = [gitTokens, authorizations, oauthStates, runtimeMembers, runtimes, auditEvents];
  return Promise.all(tables.map((table) => db.select().from(table).orderBy(sql`1, 2`)));
}

beforeEach(async () => {
  me = await person();
});

/** What a person can do about a runtime, by its id. */
const verbs: Readonly<Record<string, (ctx: Context, runtimeId: string) => Promise<unknown>>> = {
  'read it': readRuntime,
  'see what else its token may serve': (ctx, runtimeId) => findOtherRuntimes(ctx, { runtimeId, q: '', previous: null }),
  'add a token': (ctx, runtimeId) =>
    addToken(ctx, { runtimeId, token: newToken(), expiresOn: null, acceptOtherOwner: false }),
  'start an authorization': (ctx, runtimeId) => startAuthorization(ctx, { runtimeId, acceptOtherOwner: true }),
  'check its token': (ctx, runtimeId) => checkToken(ctx, { runtimeId }),
  'delete its token': (ctx, runtimeId) => deleteToken(ctx, { runtimeId, everywhere: true, revoke: true }),
  'look at it as an administrator does': (ctx, runtimeId) => showRuntime(ctx, { runtimeId }),
  'say who may use it': (ctx, runtimeId) =>
    setRuntimeAccess(ctx, { runtimeId, openTo: 'everyone', memberIds: [], began: null }),
};

/** Runtimes that a person may not use, and why. */
const shut: Readonly<Record<string, () => Promise<string>>> = {
  'with other members': async () => {
    const id = await runtime(repository);
    value(await access(id, 'members', await person()));
    return id;
  },
  'with nobody let in': async () => {
    const id = await runtime(repository);
    value(await access(id, 'members'));
    return id;
  },
  'that I was let out of': async () => {
    const id = await runtime(repository);
    value(await access(id, 'members', me));
    await add(me, id);
    value(await access(id, 'members'));
    return id;
  },
  'that is not installed yet': async () => {
    const id = await runtime(repository);
    await db.update(runtimes).set({ installedAt: null }).where(eq(runtimes.id, id));
    return id;
  },
  'that is not installed yet, with me among its members': async () => {
    const id = await runtime(repository);
    value(await access(id, 'members', me));
    await db.update(runtimes).set({ installedAt: null }).where(eq(runtimes.id, id));
    return id;
  },
};

describe.each(Object.keys(shut))('a runtime %s', (why) => {
  it.each(Object.keys(verbs))('is none when I %s, and nothing changes', async (name) => {
    const id = await (shut[why]?.() ?? '');
    const before = await state();
    const calls = host.control.requests().length;
    const answer = await verbs[name]?.(me, id);
    expect(answer).toEqual(await verbs[name]?.(me, randomUUID()));
    expect(await state()).toEqual(before);
    expect(host.control.requests()).toHaveLength(calls);
  });

  it('is in no list, no count, and not among what a token may serve', async () => {
    const open = await runtime(repository);
    const before = await page(me);
    const id = await (shut[why]?.() ?? '');
    const after = await page(me);
    expect(after.counts).toEqual(before.counts);
    expect(after.matching).toBe(before.matching);
    expect(after.reusable).toEqual([]);
    for (const filter of rowFilters) {
      for (const q of ['', 'runtime-']) {
        const shown = await page(me, { filter, q });
        expect(shown.rows.map((row) => row.id)).not.toContain(id);
        expect(shown.attention?.id).not.toBe(id);
        expect(shown.matching).toBe(q === '' ? after.counts[filter] : shown.rows.length);
      }
    }
    const others = await listOtherRuntimes(me, { runtimeId: open, q: '', previousTokenId: null });
    expect(others.map((other) => other.id)).not.toContain(id);
  });

  it('takes no token that I use elsewhere, and others of the same call do', async () => {
    const [home, open] = [await runtime(repository), await runtime(repository)];
    const tokenId = (await add(me, home)).row.token?.id ?? '';
    const id = await (shut[why]?.() ?? '');
    const alone = await reuseToken(me, { tokenId, runtimeIds: [id] });
    expect(alone).toEqual(await reuseToken(me, { tokenId, runtimeIds: [randomUUID()] }));
    const both = value(await reuseToken(me, { tokenId, runtimeIds: [id, open] }));
    expect(both.outcomes.map((outcome) => [outcome.runtimeId, outcome.used])).toEqual([[open, true]]);
  });
});

describe('leaving and coming back', () => {
  it('a person let out finds nothing with the next request, keeps all else, and has it back when let in again', async () => {
    const [shared, own] = [await runtime(repository), await runtime(repository)];
    value(await access(shared, 'members', me));
    const tokenId = (await add(me, shared)).row.token?.id ?? '';
    value(await reuseToken(me, { tokenId, runtimeIds: [own] }));
    expect((await readRuntime(me, own))?.token?.runtimes).toBe(2);

    value(await access(shared, 'members'));
    expect(await checkToken(me, { runtimeId: shared })).toEqual({ ok: false, code: 'not_found' });
    expect((await readRuntime(me, own))?.token).toMatchObject({ id: tokenId, runtimes: 1 });
    expect((await page(me)).counts.authorized).toBe(1);

    value(await access(shared, 'members', me));
    const back = await readRuntime(me, shared);
    expect(back).toMatchObject({ token: { id: tokenId, runtimes: 2 }, status: { code: 'authorized' } });
  });

  it('a link to a runtime that I may not use keeps no token alive, and goes with it', async () => {
    const [shared, own] = [await runtime(repository), await runtime(repository)];
    const token = newToken();
    const tokenId = (await add(me, own, token)).row.token?.id ?? '';
    value(await reuseToken(me, { tokenId, runtimeIds: [shared] }));
    value(await access(shared, 'members'));
    const deleted = value(await deleteToken(me, { runtimeId: own, everywhere: false, revoke: false }));
    expect(deleted.revocation).toBe('kept');
    expect(await db.select().from(gitTokens).where(eq(gitTokens.userId, me.actor.userId))).toEqual([]);
    expect(await db.select().from(authorizations).where(eq(authorizations.userId, me.actor.userId))).toEqual([]);
    value(await access(shared, 'members', me));
    expect((await readRuntime(me, shared))?.status.code).toBe('not_authorized');
  });

  it('a replaced token that only such a link held is deleted too', async () => {
    const [shared, own] = [await runtime(repository), await runtime(repository)];
    const old = (await add(me, own)).row.token?.id ?? '';
    value(await reuseToken(me, { tokenId: old, runtimeIds: [shared] }));
    value(await access(shared, 'members'));
    await add(me, own);
    expect(await db.select({ id: gitTokens.id }).from(gitTokens).where(eq(gitTokens.id, old))).toEqual([]);
  });

  it('somebody let out while at the provider comes back to nothing, and no token is stored', async () => {
    const shared = await runtime(repository);
    value(await access(shared, 'members', me));
    const { url } = value(await startAuthorization(me, { runtimeId: shared, acceptOtherOwner: false }));
    const state = new URL(url).searchParams.get('state') ?? '';
    value(await access(shared, 'members'));
    const back = await completeAuthorization(me, integrationId, new URLSearchParams({ state, code: 'any' }));
    expect(back).toEqual({ ok: false, code: 'not_found' });
    expect(await db.select().from(gitTokens).where(eq(gitTokens.userId, me.actor.userId))).toEqual([]);
  });
});

describe('saying who may use a runtime', () => {
  const acts = async (runtimeId: string) => {
    const rows = await db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.runtimeId, runtimeId))
      .orderBy(auditEvents.id);
    return rows
      .filter((row) => /^runtime(?:_member)?\.(?:open|close|add|remove)$/.test(row.action))
      .map(({ action, userId, actorId, outcome }) => ({ action, userId, actorId, outcome }));
  };

  it('shows the members, and writes down each change once', async () => {
    const id = await runtime(repository);
    const [ada, bob] = [await person(), await person()];
    const shown = value(await access(id, 'members', ada, bob, ada)).page;
    expect(shown.openTo).toBe('members');
    expect(shown.memberList.map((member) => member.userId).toSorted()).toEqual(
      [ada.actor.userId, bob.actor.userId].toSorted(),
    );
    value(await access(id, 'members', ada, bob));
    value(await access(id, 'everyone', bob));
    const by = { actorId: administrator.actor.userId, outcome: 'ok' };
    const written = await acts(id);
    expect(written).toHaveLength(5);
    expect(written).toEqual(
      expect.arrayContaining([
        { action: 'runtime.close', userId: null, ...by },
        { action: 'runtime_member.add', userId: ada.actor.userId, ...by },
        { action: 'runtime_member.add', userId: bob.actor.userId, ...by },
        { action: 'runtime.open', userId: null, ...by },
        { action: 'runtime_member.remove', userId: ada.actor.userId, ...by },
      ]),
    );
  });

  it('one unknown person: nothing is changed, and nobody is named', async () => {
    const id = await runtime(repository);
    const before = await state();
    const memberIds = [me.actor.userId, randomUUID()];
    const answer = await setRuntimeAccess(administrator, { runtimeId: id, openTo: 'members', memberIds, began: null });
    expect(answer).toEqual({ ok: false, code: 'not_found' });
    expect(await state()).toEqual(before);
  });

  it('what another administrator changed since is not undone by an old list', async () => {
    const id = await runtime(repository);
    const [ada, bob] = [await person(), await person()];
    const [a, b] = [ada.actor.userId, bob.actor.userId];
    value(await access(id, 'members', ada));
    const began = { openTo: 'members' as const, memberIds: [a] };
    // Ada is let out while somebody else's draft, begun before, still names her.
    value(await access(id, 'members'));
    const before = await state();
    const late = (input: object) =>
      setRuntimeAccess(administrator, { runtimeId: id, openTo: 'members', memberIds: [a, b], began, ...input });
    expect(await late({})).toEqual({ ok: false, code: 'changed_meanwhile' });
    expect(await late({ openTo: 'everyone' })).toEqual({ ok: false, code: 'changed_meanwhile' });
    expect((await late({ began: { openTo: 'everyone', memberIds: [] } })).ok).toBe(false);
    expect(await state()).toEqual(before);
    const { page: now } = value(await late({ memberIds: [b], began: { ...began, memberIds: [] } }));
    expect(now.memberList.map((member) => member.userId)).toEqual([b]);
    // The order of a list says nothing, nor does who is named twice.
    value(await access(id, 'members', ada, bob));
    value(await late({ began: { ...began, memberIds: [b, a, b] } }));
  });

  it('an unknown runtime is not found', async () => {
    expect(await access(randomUUID(), 'members')).toEqual({ ok: false, code: 'not_found' });
  });

  it('while a person to be let in links a token to it, neither waits for the other for ever', async () => {
    const [own, id] = [await runtime(repository), await runtime(repository)];
    const gitTokenId = (await add(me, own)).row.token?.id ?? '';
    const { userId } = me.actor;
    let letIn: ReturnType<typeof access> | undefined;
    await db.transaction(async (tx) => {
      await lockTokensOf(tx, userId);
      letIn = access(id, 'members', me);
      // Time for it to come as far as it can: to the person's row, which is locked.
      for (let turn = 0; turn < 50; turn += 1) await tx.execute(sql`select 1`);
      await linkRuntime(tx, { userId, runtimeId: id, gitTokenId }, null);
    });
    expect(await letIn).toMatchObject({ ok: true });
    expect((await readRuntime(me, id))?.token?.id).toBe(gitTokenId);
  });

  it('twenty at once leave what one of them said', async () => {
    const id = await runtime(repository);
    const people = await Promise.all(Array.from({ length: 20 }, () => person()));
    await Promise.all(people.map((each) => access(id, 'members', each).then(value)));
    const { memberList } = value(await showRuntime(administrator, { runtimeId: id }));
    expect(memberList).toHaveLength(1);
    const written = await acts(id);
    expect(written.filter(({ action }) => action === 'runtime_member.add')).toHaveLength(20);
    expect(written.filter(({ action }) => action === 'runtime_member.remove')).toHaveLength(19);
  });
});
