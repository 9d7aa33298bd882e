import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { users } from '#db/schema/users.ts';
import { testDatabase } from '#e2e/fixtures/database.ts';
import { findOrCreateOidcAccount } from './oidc-account.ts';
import { endSession, readSession, sessionSeconds, startSession } from './sessions.ts';
import { createFirstAdministrator, createUser, disableUser } from './users.ts';
import { verifyCredentials } from './verify-credentials.ts';

const { db } = await testDatabase();
const now = new Date('2026-11-22T12:00:00Z');
const password = 'correct horse battery';

beforeEach(async () => {
  await db.delete(users);
});

async function someone(role: 'user' | 'administrator' = 'user') {
  const email = `${randomUUID()}@example.com`;
  const made = await createUser(db, { email, name: 'Ada', password, role });
  if (!made.ok) throw new Error(made.code);
  return { email, userId: made.value.userId };
}

/** A client of its own for every test, so that counted attempts do not meet. */
const address = () => `10.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}.1`;

test('twenty who set up at once make one administrator', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      createFirstAdministrator(db, { email: `a${index}@example.com`, name: 'A', password }),
    ),
  );
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
  const rows = await db.select({ role: users.role }).from(users);
  expect(rows).toEqual([{ role: 'administrator' }]);
});

test('after any account exists nobody becomes the first administrator', async () => {
  await someone();
  const late = await createFirstAdministrator(db, { email: 'late@example.com', name: 'L', password });
  expect(late).toMatchObject({ ok: false, code: 'already_set_up' });
});

test('an e-mail address is one account, however it is written', async () => {
  const { email } = await someone();
  const twin = await createUser(db, { email: ` ${email.toUpperCase()} `, name: 'B', password, role: 'administrator' });
  expect(twin).toMatchObject({ ok: false, code: 'email_taken' });
  expect(await verifyCredentials(db, { email: email.toUpperCase(), password, address: address() })).toMatchObject({
    ok: true,
  });
});

test('a wrong password, an unknown address, a disabled account and one without password get the same answer', async () => {
  const known = await someone();
  const disabled = await someone();
  await disableUser(db, disabled.userId, now);
  await db.insert(users).values({ email: 'oidc@example.com', name: 'O', oidcIssuer: 'https://i', oidcSubject: 's' });
  for (const given of [
    { email: known.email, password: 'wrong' },
    { email: 'unknown@example.com', password },
    { email: disabled.email, password },
    { email: 'oidc@example.com', password },
    { email: '', password: '' },
    { email: `${'a'.repeat(50_000)}@example.com`, password },
    { email: "' or 1=1 --", password: "' or 1=1 --" },
  ]) {
    const answer = await verifyCredentials(db, { ...given, address: address() });
    expect(answer).toEqual({ ok: false, code: 'wrong_credentials' });
  }
});

test('after ten wrong passwords the account waits, for the right one too and from anywhere; others do not', async () => {
  const { email } = await someone();
  const other = await someone();
  const tries = await Promise.all(
    Array.from({ length: 14 }, () => verifyCredentials(db, { email, password: 'wrong', address: address() })),
  );
  const codes = tries.map((outcome) => (outcome.ok ? 'ok' : outcome.code));
  expect(codes.filter((code) => code === 'too_many_attempts')).toHaveLength(4);
  const right = await verifyCredentials(db, { email, password, address: address() });
  expect(right).toMatchObject({ code: 'too_many_attempts' });
  expect(await verifyCredentials(db, { email: other.email, password, address: address() })).toMatchObject({ ok: true });
});

test('one address that tries many accounts waits; a right password never counts', async () => {
  const { email } = await someone();
  const from = '192.0.2.7';
  for (let turn = 0; turn < 12; turn += 1) {
    expect(await verifyCredentials(db, { email, password, address: from })).toMatchObject({ ok: true });
  }
  const outcomes = await Promise.all(
    Array.from({ length: 61 }, (_, index) =>
      verifyCredentials(db, { email: `nobody-${index}@example.com`, password: 'x', address: from }),
    ),
  );
  expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'too_many_attempts').length).toBeGreaterThan(0);
  expect(await verifyCredentials(db, { email, password, address: '192.0.2.8' })).toMatchObject({ ok: true });
});

test('a session lives until it ends, expires, or its person is disabled', async () => {
  const { userId } = await someone('administrator');
  const first = await startSession(db, userId, now);
  const second = await startSession(db, userId, now);
  if (first === null || second === null) throw new Error('no session');
  expect((await readSession(db, first.id, now))?.actor).toEqual({
    kind: 'user',
    userId,
    sessionId: first.id,
    role: 'administrator',
  });
  await endSession(db, first.id, now);
  expect(await readSession(db, first.id, now)).toBeNull();
  expect(await readSession(db, second.id, new Date(now.getTime() + sessionSeconds * 1000))).toBeNull();
  expect(await readSession(db, second.id, now)).not.toBeNull();
  await disableUser(db, userId, now);
  expect(await readSession(db, second.id, now)).toBeNull();
  expect(await startSession(db, userId, now)).toBeNull();
});

test('a role taken away is gone with the next request', async () => {
  const { userId } = await someone('administrator');
  const session = await startSession(db, userId, now);
  await db.update(users).set({ role: 'user' }).where(eq(users.id, userId));
  expect((await readSession(db, session?.id ?? '', now))?.actor.role).toBe('user');
});

const person = {
  issuer: 'https://login.example.com',
  subject: 'subject-1',
  email: 'Grace@Example.com',
  emailVerified: true,
  name: 'Grace',
};

test('whoever comes by OpenID Connect before there is an account must set up first', async () => {
  expect(await findOrCreateOidcAccount(db, person)).toMatchObject({ ok: false, code: 'not_set_up' });
});

test('by OpenID Connect issuer and subject are the person, whatever becomes of the e-mail address', async () => {
  await someone('administrator');
  const made = await findOrCreateOidcAccount(db, person);
  const again = await findOrCreateOidcAccount(db, { ...person, email: 'married@example.com' });
  expect(made).toMatchObject({ ok: true });
  expect(again).toEqual(made);
  const [row] = await db.select().from(users).where(eq(users.oidcSubject, person.subject));
  expect(row).toMatchObject({ email: 'grace@example.com', role: 'user', passwordHash: null });
  expect(await findOrCreateOidcAccount(db, { ...person, subject: 'subject-2' })).toMatchObject({
    code: 'oidc_email_taken',
  });
});

test('twenty first returns of one person at once make one account', async () => {
  await someone('administrator');
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => findOrCreateOidcAccount(db, person)));
  expect(new Set(outcomes.map((outcome) => (outcome.ok ? outcome.value.userId : outcome.code))).size).toBe(1);
});

test('a local account is never taken over by its e-mail address', async () => {
  const { email } = await someone();
  expect(await findOrCreateOidcAccount(db, { ...person, email })).toMatchObject({
    ok: false,
    code: 'oidc_email_taken',
  });
  const [row] = await db.select().from(users).where(eq(users.email, email));
  expect(row?.oidcSubject).toBeNull();
});

test('without a verified e-mail address nobody is let in, and a disabled person stays out', async () => {
  await someone('administrator');
  expect(await findOrCreateOidcAccount(db, { ...person, email: null })).toMatchObject({ code: 'oidc_no_email' });
  expect(await findOrCreateOidcAccount(db, { ...person, emailVerified: false })).toMatchObject({
    code: 'oidc_no_email',
  });
  const made = await findOrCreateOidcAccount(db, person);
  if (!made.ok) throw new Error(made.code);
  await disableUser(db, made.value.userId, now);
  expect(await findOrCreateOidcAccount(db, person)).toMatchObject({ ok: false, code: 'wrong_credentials' });
});
