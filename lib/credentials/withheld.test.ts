import { randomBytes } from 'node:crypto';
import { and, desc, eq, like } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { auditEvents } from '#db/schema/audit.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { codeOf, newKey, rejectedPath, takeAudit } from '#e2e/fixtures/credential-api.ts';
import { credentialWorld } from '#e2e/fixtures/credential-world.ts';
import { value } from '#e2e/fixtures/world.ts';
import { backgroundDone } from '#lib/background.ts';
import { provideKeys } from '#lib/cipher.ts';
import type { Context } from '#lib/context.ts';
import { checkToken } from '#lib/git-tokens/check.ts';
import { parseKeys } from '#lib/keys.ts';

const world = await credentialWorld();
const { api, db, runtimeId } = world;
const [k1, k2] = ['k1', 'k2'].map((id) => `${id}:${randomBytes(32).toString('base64')}`);
const olderProcess = () => provideKeys(parseKeys(`${k1}`, 'test'));
const newerProcess = () => provideKeys(parseKeys(`${k2},${k1}`, 'test'));
let key: string;
let ctx: Context;
let question: { user: string; url: string };

beforeEach(async () => {
  olderProcess();
  key = await newKey(db, runtimeId);
  newerProcess();
  ({ ctx, question } = await world.authorized());
  await takeAudit(db);
});
afterEach(newerProcess);

async function stored() {
  const [row] = await db.select().from(gitTokens).where(eq(gitTokens.userId, ctx.actor.userId));
  if (row === undefined) throw new Error('no token');
  return row;
}
const change = (facts: Partial<typeof gitTokens.$inferInsert>) =>
  db.update(gitTokens).set(facts).where(eq(gitTokens.userId, ctx.actor.userId));

it('what was handed out is in the audit and nothing else: a token that does not open was withheld', async () => {
  const { id, accessToken } = await stored();
  await change({ accessToken: Uint8Array.from(accessToken).with(20, 0) });
  expect(codeOf(await api.ask(key, question))).toEqual([409, 'reauth_required']);
  expect(await takeAudit(db)).toEqual([
    'credential.issue ok',
    'credential.withhold undecryptable',
    'credential.issue reconnect_required',
  ]);
  const rows = await db
    .select()
    .from(auditEvents)
    .where(and(like(auditEvents.action, 'credential.%'), eq(auditEvents.gitTokenId, id)))
    .orderBy(desc(auditEvents.id));
  const about = rows.map(({ id: _id, at: _at, action: _action, outcome: _outcome, ...rest }) => rest);
  expect(about).toHaveLength(3);
  expect(about[0]).toMatchObject({ userId: ctx.actor.userId, runtimeId, address: '127.0.0.1' });
  expect(about).toEqual([about[0], about[0], about[0]]);
});

it('an answer that cannot be written is withheld, and says so in the audit', async () => {
  const { expiresAt } = await stored();
  expect(expiresAt).toBeNull();
  const { text, restore } = await unwritable();
  const answer = await api.askAsGit(key, ctx.actor.userId, world.lines);
  expect(answer.status).toBe(503);
  expect(answer.body).not.toContain(text);
  expect(await takeAudit(db)).toEqual(['credential.issue ok', 'credential.withhold unanswerable']);
  await restore();
  expect((await api.askAsGit(key, ctx.actor.userId, world.lines)).status).toBe(200);
});

/** A stored token with a line break in it, which git would read as a line of its own. */
async function unwritable() {
  const { sealedColumns } = await import('#lib/git-tokens/store.ts');
  const { Secret } = await import('#lib/secret.ts');
  const row = await stored();
  const text = 'ghp_first\nhost=evil.example';
  await change(sealedColumns(row, world.host.origin, new Secret(text), null));
  return { text, restore: () => change({ accessToken: row.accessToken }) };
}

it('a key that this process was not given yet is its own trouble: 503, and the row stays as it is', async () => {
  const before = await stored();
  olderProcess();
  expect(codeOf(await api.ask(key, question))).toEqual([503, 'unavailable']);
  expect(api.log.join('')).toContain('sealed with key k2');
  expect(await takeAudit(db)).toEqual(['credential.issue ok', 'credential.withhold unknown_cipher_key']);
  expect(await stored()).toEqual(before);
  expect(value(await checkToken(ctx, { runtimeId })).row.status.code).toBe('authorized');
  expect((await api.ask(key, question, rejectedPath)).status).toBe(202);
  await backgroundDone();
  expect(await stored()).toEqual({ ...before, reportedAt: expect.any(Date) });
  newerProcess();
  expect((await api.ask(key, question)).status).toBe(200);
});

it('nor is a token whose date has passed, or that is due, judged by such a process', async () => {
  const past = new Date(Date.now() - 60_000);
  await change({ expiresAt: past, expirySource: 'user', acceptedAt: new Date(past.getTime() - 1) });
  const before = await stored();
  olderProcess();
  expect((await api.ask(key, question)).status).toBe(503);
  expect(await stored()).toEqual(before);
});
