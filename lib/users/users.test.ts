import { randomUUID } from 'node:crypto';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { auditEvents } from '#db/schema/audit.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { users } from '#db/schema/users.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { readSession } from '#lib/auth/sessions.ts';
import { verifyCredentials } from '#lib/auth/verify-credentials.ts';
import type { Context } from '#lib/context.ts';
import { addToken } from '#lib/git-tokens/add.ts';
import { readRuntime } from '#lib/runtimes/read.ts';
import { setRuntimeAccess } from '#lib/runtimes/set-access.ts';
import { addUser, addUserSchema } from './add.ts';
import { disableUser } from './disable.ts';
import { enableUser } from './enable.ts';
import { findUsers, listUsers, listUsersSchema, pageSize } from './list.ts';
import { setRole } from './set-role.ts';
import type { UserPage } from './view.ts';

const { host, db, person, runtime } = await testWorld();
const administrator = await person('administrator');

const idOf = (ctx: Context) => ctx.actor.userId;
const address = () => `10.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}.2`;

async function acts(userId: string) {
  const rows = await db.select().from(auditEvents).where(eq(auditEvents.userId, userId)).orderBy(auditEvents.id);
  return rows.map(({ action, actorId }) => [action, actorId === idOf(administrator)]);
}

async function signedIn({ actor }: Context): Promise<boolean> {
  return (await readSession(db, actor.sessionId, new Date())) !== null;
}

function list(query: object, ctx = administrator): Promise<UserPage> {
  return listUsers(ctx, listUsersSchema.parse(query)).then(value);
}

describe('adding a person', () => {
  const ada = () => ({ name: 'Ada', email: `${randomUUID()}@example.com`, role: 'user' as const });

  it('makes a password that is told once and lets them in', async () => {
    const added = value(await addUser(administrator, { ...ada(), password: null }));
    expect(added.password).toMatch(/^(?:[a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    const { email, password } = added;
    expect(value(await verifyCredentials(db, { email, password: password ?? '', address: address() }))).toEqual({
      userId: added.userId,
    });
    const [row] = await db.select().from(users).where(eq(users.id, added.userId));
    expect(JSON.stringify(row)).not.toContain(password);
    expect(await acts(added.userId)).toEqual([['user.create', true]]);
  });

  it('takes a typed password, and says it to nobody', async () => {
    const input = { ...ada(), password: 'a few words are good' };
    const added = value(await addUser(administrator, input));
    expect(added.password).toBeNull();
    const credentials = { email: input.email, password: input.password, address: address() };
    expect(await verifyCredentials(db, credentials)).toMatchObject({ ok: true });
  });

  it('never makes the same password twice', async () => {
    const added = await Promise.all(
      Array.from({ length: 5 }, () => addUser(administrator, { ...ada(), password: null }).then(value)),
    );
    expect(new Set(added.map(({ password }) => password)).size).toBe(5);
  });

  it('one address is one account, and a refused one leaves nothing behind', async () => {
    const input = { ...ada(), password: null };
    value(await addUser(administrator, input));
    const written = await db.$count(auditEvents);
    const email = input.email.toUpperCase();
    expect(await addUser(administrator, { ...input, email })).toEqual({ ok: false, code: 'email_taken' });
    expect(await db.$count(auditEvents)).toBe(written);
  });

  it.each([
    ['a short password', { password: 'eleven char' }],
    ['no name', { name: '  ' }],
    ['control characters', { name: 'Ada\u202E' }],
    ['no address', { email: 'ada' }],
    ['an unknown role', { role: 'owner' }],
    ['row 121: fields that nobody asked for', { userId: randomUUID() }],
  ])('refuses %s', (_, part) => {
    expect(addUserSchema.safeParse({ ...ada(), password: null, ...part }).success).toBe(false);
  });
});

describe('disabling a person', () => {
  it('ends the sessions at once, keeps the tokens sealed, and enabling brings all of it back but the sessions', async () => {
    const bob = await person();
    const runtimeId = await runtime('acme/gitops-config');
    const token = host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'], expiresAt: null });
    value(await addToken(bob, { runtimeId, token, expiresOn: null, acceptOtherOwner: false }));
    const stored = () =>
      db
        .select()
        .from(gitTokens)
        .where(eq(gitTokens.userId, idOf(bob)));
    const before = await stored();

    expect(await disableUser(administrator, { userId: idOf(bob) })).toEqual({ ok: true, value: null });
    expect(await signedIn(bob)).toBe(false);
    expect(await stored()).toEqual(before);

    value(await enableUser(administrator, { userId: idOf(bob) }));
    expect(await signedIn(bob)).toBe(false);
    expect((await readRuntime(bob, runtimeId))?.status.code).toBe('authorized');
    expect(await acts(idOf(bob))).toEqual([
      ['user.disable', true],
      ['user.enable', true],
    ]);
  });

  it('twice is done and written down once; so is enabling', async () => {
    const bob = await person();
    const done = { ok: true, value: null };
    for (const _ of [1, 2]) expect(await disableUser(administrator, { userId: idOf(bob) })).toEqual(done);
    const later = { ...administrator, now: new Date(administrator.now.getTime() + 60_000) };
    expect(await disableUser(later, { userId: idOf(bob) })).toEqual(done);
    const [row] = await db
      .select()
      .from(users)
      .where(eq(users.id, idOf(bob)));
    expect(row?.disabledAt).toEqual(administrator.now);
    for (const _ of [1, 2]) expect(await enableUser(administrator, { userId: idOf(bob) })).toEqual(done);
    expect(await acts(idOf(bob))).toHaveLength(2);
  });

  it('who is unknown is not found', async () => {
    for (const verb of [disableUser, enableUser]) {
      expect(await verb(administrator, { userId: randomUUID() })).toEqual({ ok: false, code: 'not_found' });
    }
  });
});

describe('the role of a person', () => {
  it('holds from the next request', async () => {
    const bob = await person();
    value(await setRole(administrator, { userId: idOf(bob), role: 'administrator' }));
    expect((await readSession(db, bob.actor.sessionId, new Date()))?.actor.role).toBe('administrator');
    value(await setRole(administrator, { userId: idOf(bob), role: 'administrator' }));
    value(await setRole(administrator, { userId: idOf(bob), role: 'user' }));
    expect((await readSession(db, bob.actor.sessionId, new Date()))?.actor.role).toBe('user');
    expect((await acts(idOf(bob))).map(([action]) => action)).toEqual(['user.promote', 'user.demote']);
  });

  it('of somebody unknown is not found', async () => {
    const answer = await setRole(administrator, { userId: randomUUID(), role: 'user' });
    expect(answer).toEqual({ ok: false, code: 'not_found' });
  });
});

describe('an administrator always remains', () => {
  it('nobody disables or demotes themselves', async () => {
    const own = { ok: false, code: 'own_account' };
    expect(await disableUser(administrator, { userId: idOf(administrator) })).toEqual(own);
    expect(await setRole(administrator, { userId: idOf(administrator), role: 'user' })).toEqual(own);
    expect(await signedIn(administrator)).toBe(true);
  });

  it.each(['disable', 'demote'])('of administrators who %s each other at once, one remains', async (what) => {
    const circle = await Promise.all(Array.from({ length: 4 }, () => person('administrator')));
    const ids = circle.map(idOf);
    const take = (ctx: Context, userId: string) =>
      what === 'disable' ? disableUser(ctx, { userId }) : setRole(ctx, { userId, role: 'user' });
    await Promise.all(circle.flatMap((ctx) => ids.filter((id) => id !== idOf(ctx)).map((id) => take(ctx, id))));
    const left = await db
      .select({ id: users.id })
      .from(users)
      .where(and(inArray(users.id, ids), eq(users.role, 'administrator'), isNull(users.disabledAt)));
    expect(left).toHaveLength(1);
  });
});

describe('the list of people', () => {
  beforeEach(async () => {
    await db.delete(users).where(eq(users.passwordHash, 'listed'));
  });

  async function crowd(count: number) {
    await db.insert(users).values(
      Array.from({ length: count }, (_, index) => ({
        name: `Crowd ${String(Math.floor(index / 3)).padStart(3, '0')}`,
        email: `crowd-${index}${index === 7 ? '-100%_sure' : ''}@example.com`,
        passwordHash: 'listed',
      })),
    );
  }

  it('goes through all pages and back, each person once, people of one name too', async () => {
    await crowd(127);
    const pages: UserPage[] = [];
    let cursor: string | null = null;
    do {
      const page: UserPage = await list({ q: 'crowd', cursor });
      pages.push(page);
      cursor = page.next;
    } while (cursor !== null);
    expect(pages.map(({ rows, firstIndex, matching }) => [rows.length, firstIndex, matching])).toEqual([
      [pageSize, 1, 127],
      [pageSize, 51, 127],
      [27, 101, 127],
    ]);
    expect(new Set(pages.flatMap(({ rows }) => rows.map((row) => row.userId))).size).toBe(127);
    const second = await list({ q: 'crowd', cursor: pages[2]?.previous ?? null });
    expect(second.rows).toEqual(pages[1]?.rows);
    const first = await list({ q: 'crowd', cursor: second.previous });
    expect([first.rows, first.firstIndex, first.previous]).toEqual([pages[0]?.rows, 1, null]);
  });

  it('finds by part of a name or address, whatever the case; % and _ mean themselves', async () => {
    await crowd(12);
    expect((await list({ q: 'cROWD 00' })).matching).toBe(12);
    expect((await list({ q: '100%_SURE' })).rows.map((row) => row.email)).toEqual(['crowd-7-100%_sure@example.com']);
    expect((await list({ q: 'nobody like it' })).rows).toEqual([]);
  });

  it('finds a name however its letters were composed', async () => {
    const email = `${randomUUID()}@example.com`;
    const input = addUserSchema.parse({ name: 'Jose\u0301', email, role: 'user', password: null });
    value(await addUser(administrator, input));
    for (const q of ['jos\u00e9', 'Jose\u0301']) {
      expect((await list({ q })).rows.map((row) => row.email)).toContain(email);
      expect(value(await findUsers(administrator, listUsersSchema.parse({ q }))).users).toHaveLength(1);
    }
  });

  it('row 123: odd cursors and searches give a list, never an error', async () => {
    const cursor = (text: string) => Buffer.from(text).toString('base64url');
    for (const query of [
      { cursor: 'garbage' },
      { cursor: cursor('[1,0,5,"x"]') },
      { cursor: cursor(`[1,0,5,"${'0'.repeat(36)}"]`) },
      { cursor: cursor(`[0,9,5,"${randomUUID()}\u00e9"]`) },
      { q: '\0' },
      { q: ['a'] },
      { q: 'a'.repeat(50_000) },
    ]) {
      expect((await list(query)).firstIndex).toBeLessThanOrEqual(1);
    }
  });

  it('says who is me, who is disabled, and how many runtimes each authorized of those they may use', async () => {
    const cyd = await person();
    const [open, shut] = [await runtime('acme/gitops-config'), await runtime('acme/gitops-config')];
    const token = () =>
      host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'], expiresAt: null });
    for (const runtimeId of [open, shut]) {
      value(await addToken(cyd, { runtimeId, token: token(), expiresOn: null, acceptOtherOwner: false }));
    }
    value(await setRuntimeAccess(administrator, { runtimeId: shut, openTo: 'members', memberIds: [], began: null }));
    value(await disableUser(administrator, { userId: idOf(cyd) }));
    const [row] = await db
      .select()
      .from(users)
      .where(eq(users.id, idOf(cyd)));
    const [shown] = (await list({ q: row?.email })).rows;
    expect(shown).toMatchObject({ authorized: 1, me: false, role: 'user', external: false });
    expect(shown?.disabledAt).toBe(administrator.now.toISOString());
    const [own] = await db
      .select()
      .from(users)
      .where(eq(users.id, idOf(administrator)));
    expect((await list({ q: own?.email })).rows).toMatchObject([{ me: true, role: 'administrator' }]);
  });

  it('offers at most twenty people to pick, those who can sign in first', async () => {
    await crowd(30);
    await db.update(users).set({ disabledAt: new Date() }).where(eq(users.email, 'crowd-0@example.com'));
    const found = value(await findUsers(administrator, { q: 'crowd' })).users;
    expect(found).toHaveLength(20);
    expect(found.some((user) => user.disabled)).toBe(false);
    const few = value(await findUsers(administrator, { q: 'Crowd 000' })).users;
    expect(few.map((user) => user.disabled)).toEqual([false, false, true]);
    expect(Object.keys(few[0] ?? {}).toSorted()).toEqual(['disabled', 'email', 'name', 'userId']);
  });
});

describe('to a person who is no administrator', () => {
  const verbs: Readonly<Record<string, (ctx: Context, userId: string) => Promise<unknown>>> = {
    'the list': (ctx) => listUsers(ctx, { q: '', cursor: null }),
    'people to pick': (ctx) => findUsers(ctx, { q: '' }),
    adding: (ctx) => addUser(ctx, { name: 'A', email: 'a@b.example', role: 'administrator', password: null }),
    disabling: (ctx, userId) => disableUser(ctx, { userId }),
    enabling: (ctx, userId) => enableUser(ctx, { userId }),
    'a role': (ctx, userId) => setRole(ctx, { userId, role: 'administrator' }),
  };
  it.each(Object.keys(verbs))('%s does not exist, for their own account neither, and nothing changes', async (name) => {
    const eve = await person();
    const state = async () => [await db.select().from(users).orderBy(users.id), await db.$count(auditEvents)];
    const before = await state();
    for (const userId of [idOf(eve), idOf(administrator), randomUUID()]) {
      expect(await verbs[name]?.(eve, userId)).toEqual({ ok: false, code: 'not_administrator' });
    }
    expect(await state()).toEqual(before);
  });
});
