import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { auditEvents } from '#db/schema/audit.ts';
import { users } from '#db/schema/users.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { hashPassword } from '#lib/auth/password.ts';
import { readSession, startSession } from '#lib/auth/sessions.ts';
import { verifyCredentials } from '#lib/auth/verify-credentials.ts';
import type { Context } from '#lib/context.ts';
import { changePassword, changePasswordSchema, hasPassword } from './change-password.ts';
import { makePassword } from './make-password.ts';

const { db, person } = await testWorld();
const administrator = await person('administrator');
const old = 'correct horse battery';

const idOf = (ctx: Context) => ctx.actor.userId;
const address = () => `10.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}.3`;

/** Somebody with a local account, who is signed in. */
async function local(): Promise<Context> {
  const ctx = await person();
  await db
    .update(users)
    .set({ passwordHash: await hashPassword(old) })
    .where(eq(users.id, idOf(ctx)));
  return ctx;
}

async function emailOf(ctx: Context): Promise<string> {
  const [row] = await db
    .select()
    .from(users)
    .where(eq(users.id, idOf(ctx)));
  return row?.email ?? '';
}

async function letsIn(ctx: Context, password: string): Promise<boolean> {
  return (await verifyCredentials(db, { email: await emailOf(ctx), password, address: address() })).ok;
}

async function signedIn({ actor }: Context): Promise<boolean> {
  return (await readSession(db, actor.sessionId, new Date())) !== null;
}

const acts = async (userId: string) =>
  (await db.select().from(auditEvents).where(eq(auditEvents.userId, userId)).orderBy(auditEvents.id)).map(
    ({ action, actorId }) => [action, actorId],
  );

describe('a new password made by an administrator', () => {
  it('is told once and lets the person in; the one before does not, and every session ends', async () => {
    const bob = await local();
    const made = value(await makePassword(administrator, { userId: idOf(bob) }));
    expect(made).toMatchObject({ userId: idOf(bob), name: 'Test Person', email: await emailOf(bob) });
    expect(made.password).toMatch(/^(?:[a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    expect([await letsIn(bob, old), await letsIn(bob, made.password)]).toEqual([false, true]);
    expect(await signedIn(bob)).toBe(false);
    expect(await acts(idOf(bob))).toEqual([['user.make_password', idOf(administrator)]]);
    const rows = [await db.select().from(users), await db.select().from(auditEvents)];
    expect(JSON.stringify(rows)).not.toContain(made.password);
  });

  it('replaces the one that was lost, as often as it is lost', async () => {
    const bob = await local();
    const [one, two] = [
      value(await makePassword(administrator, { userId: idOf(bob) })),
      value(await makePassword(administrator, { userId: idOf(bob) })),
    ];
    expect([await letsIn(bob, one.password), await letsIn(bob, two.password)]).toEqual([false, true]);
  });

  it('opens no disabled account', async () => {
    const bob = await local();
    await db
      .update(users)
      .set({ disabledAt: new Date() })
      .where(eq(users.id, idOf(bob)));
    const { password } = value(await makePassword(administrator, { userId: idOf(bob) }));
    expect(await letsIn(bob, password)).toBe(false);
  });

  it.each([
    ['somebody unknown', async () => randomUUID(), 'not_found'],
    ['oneself', async () => idOf(administrator), 'own_account'],
    ['who signs in at the organization', async () => idOf(await person()), 'no_password'],
  ])('is none for %s, and nothing changes', async (_, whose, code) => {
    const userId = await whose();
    const before = await db.select().from(users).orderBy(users.id);
    expect(await makePassword(administrator, { userId })).toEqual({ ok: false, code });
    expect(await db.select().from(users).orderBy(users.id)).toEqual(before);
    expect(await acts(userId)).toEqual([]);
  });

  it('is for administrators to make, and for one who is none any more neither', async () => {
    const [eve, bob] = [await local(), await local()];
    const refused = { ok: false, code: 'not_administrator' };
    for (const userId of [idOf(bob), idOf(eve), randomUUID()]) {
      expect(await makePassword(eve, { userId })).toEqual(refused);
    }
    const demoted: Context = { ...eve, actor: { ...eve.actor, role: 'administrator' } };
    expect(await makePassword(demoted, { userId: idOf(bob) })).toEqual(refused);
    expect([await letsIn(bob, old), await signedIn(bob)]).toEqual([true, true]);
  });
});

describe('changing my own password', () => {
  const password = 'a few other words';

  it('takes the current one; this session stays, all others end', async () => {
    const me = await local();
    const elsewhere = await startSession(db, idOf(me), new Date());
    expect(await changePassword(me, { current: old, password })).toEqual({ ok: true, value: null });
    expect([await letsIn(me, old), await letsIn(me, password), await signedIn(me)]).toEqual([false, true, true]);
    expect(await readSession(db, elsewhere?.id ?? '', new Date())).toBeNull();
    expect(await acts(idOf(me))).toEqual([['user.change_password', idOf(me)]]);
  });

  it('with a wrong one changes nothing, and after ten of them the right one does not either', async () => {
    const me = await local();
    for (let n = 0; n < 10; n += 1) {
      expect(await changePassword(me, { current: 'wrong', password })).toEqual({ ok: false, code: 'wrong_password' });
    }
    const refused = { ok: false, code: 'too_many_attempts' };
    expect(await changePassword(me, { current: old, password })).toEqual(refused);
    expect([await letsIn(me, old), await signedIn(me)]).toEqual([true, true]);
    expect(await acts(idOf(me))).toEqual([]);
  });

  it('from two tabs at once is done once', async () => {
    const me = await local();
    const answers = await Promise.all(
      ['one', 'two'].map((word) => changePassword(me, { current: old, password: `${password} ${word}` })),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await acts(idOf(me))).toHaveLength(1);
  });

  it('is not for who has none here', async () => {
    const me = await person();
    expect([await hasPassword(me), await hasPassword(await local())]).toEqual([false, true]);
    expect(await changePassword(me, { current: '', password })).toEqual({ ok: false, code: 'no_password' });
  });

  it.each([
    ['a short one', { password: 'eleven char' }],
    ['one that is too long', { password: 'a'.repeat(1_025) }],
    ['row 121: fields that nobody asked for', { userId: randomUUID() }],
  ])('refuses %s', (_, part) => {
    expect(changePasswordSchema.safeParse({ current: old, password, ...part }).success).toBe(false);
  });
});
