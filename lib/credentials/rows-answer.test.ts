import { desc, eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditEvents } from '#db/schema/audit.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { runtimeKeys, runtimes } from '#db/schema/runtimes.ts';
import { users } from '#db/schema/users.ts';
import {
  codeOf,
  credentialApi,
  credentialPath,
  newKey,
  rejectedPath,
  takeAudit,
} from '#e2e/fixtures/credential-api.ts';
import { credentialWorld, type Question } from '#e2e/fixtures/credential-world.ts';
import type { Context } from '#lib/context.ts';

const world = await credentialWorld();
const { api, db, host, key, lines, link, runtimeId } = world;
let ctx: Context;
let token: string;
let question: Question;

beforeEach(async () => {
  ({ ctx, token, question } = await world.authorized());
  await takeAudit(db);
});
afterEach(() => host.control.setBehaviour({}));

function change(facts: Partial<typeof gitTokens.$inferInsert>) {
  return db.update(gitTokens).set(facts).where(eq(gitTokens.userId, ctx.actor.userId));
}

async function askLines(text: string) {
  return (await api.askAsGit(key, ctx.actor.userId, text)).status;
}

describe('an answer', () => {
  it('row 92: store changes nothing, erase deletes nothing and has the token checked; both are 204', async () => {
    const before = await db.select().from(gitTokens).where(eq(gitTokens.userId, ctx.actor.userId));
    host.control.clearRequests();
    const spent = `${lines}username=x-access-token\npassword=${token}\n`;
    expect(await askLines(`${spent}operation=store\n`)).toBe(204);
    expect(await db.select().from(gitTokens).where(eq(gitTokens.userId, ctx.actor.userId))).toEqual(before);
    expect(host.control.count()).toBe(0);
    expect(await takeAudit(db)).toEqual([]);
    expect(await askLines(`${spent}operation=erase\n`)).toBe(204);
    await expect.poll(() => host.control.count({ surface: 'api' })).toBeGreaterThan(0);
    expect(await takeAudit(db)).toEqual(['credential.report ok']);
    expect((await api.ask(key, question)).status).toBe(200);
    expect(await askLines(`${lines}operation=fill\n`)).toBe(422);
    expect(api.log.join('')).not.toContain(token);
  });

  it('row 93: a token whose date has passed is 503 with Retry-After while the provider is down', async () => {
    const yesterday = new Date(Date.now() - 86_400_000);
    await change({ expiresAt: yesterday, expirySource: 'provider', acceptedAt: new Date(yesterday.getTime() - 1) });
    host.control.setBehaviour({ down: true });
    const answer = await api.ask(key, question);
    expect(codeOf(answer)).toEqual([503, 'provider_unreachable']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.body).not.toContain(token);
    expect(await takeAudit(db)).toEqual(['credential.issue unreachable']);
  });

  it('row 94: a token that is dead is 409 with the link that mends it, and no token', async () => {
    for (const facts of [{ verdict: 'rejected' as const }, { unusableReason: 'undecryptable' }]) {
      await change(facts);
      const answer = await api.ask(key, question);
      expect(codeOf(answer)).toEqual([409, 'reauth_required']);
      expect(JSON.parse(answer.body)).toMatchObject({ error: { link } });
      const asGit = await api.askAsGit(key, ctx.actor.userId, lines);
      expect(asGit.body).toContain(`code=reauth_required\n`);
      expect(asGit.body).toContain(`link=${link}\n`);
      expect(`${answer.body}${asGit.body}`).not.toContain(token);
    }
  });

  it('row 97: the 61st request of a key within a minute is 429 with Retry-After; other keys go on', async () => {
    const limited = await credentialApi(db, { requestsPerMinute: 60 });
    const [mine, theirs] = [await newKey(db, runtimeId), await newKey(db, runtimeId)];
    const statuses: number[] = [];
    for (let turn = 0; turn < 60; turn += 1) statuses.push((await limited.ask(mine, question)).status);
    expect(statuses).toEqual(Array.from({ length: 60 }, () => 200));
    const answer = await limited.ask(mine, question);
    expect(codeOf(answer)).toEqual([429, 'too_many_requests']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect((await limited.askAsGit(mine, ctx.actor.userId, `${lines}operation=erase\n`)).status).toBe(429);
    expect((await limited.ask(mine, question, rejectedPath)).status).toBe(429);
    expect((await limited.ask(theirs, question)).status).toBe(200);
  });

  it('row 98: says no-store and nosniff, sets no cookie, and tells the expiry when it is known', async () => {
    const expiresAt = new Date('2031-05-04T03:02:01Z');
    await change({ expiresAt, expirySource: 'provider' });
    const answer = await api.ask(key, question);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(JSON.parse(answer.body)).toEqual({
      username: 'x-access-token',
      password: token,
      password_expiry_utc: expiresAt.getTime() / 1_000,
    });
    const asGit = await api.askAsGit(key, ctx.actor.userId, lines);
    expect(asGit.body).toContain(`password_expiry_utc=${expiresAt.getTime() / 1_000}\n`);
  });

  it('row 99: without an audit row there is no token: 503', async () => {
    await db.execute(sql`create function refuse_audit() returns trigger language plpgsql as
      $$ begin raise exception 'disk full'; end $$`);
    await db.execute(
      sql`create trigger refuse before insert on audit_events for each row execute function refuse_audit()`,
    );
    try {
      const answer = await api.ask(key, question);
      expect(codeOf(answer)).toEqual([503, 'unavailable']);
      expect(answer.headers['retry-after']).toBeDefined();
      expect(answer.body).not.toContain(token);
      expect((await api.ask(key, question, rejectedPath)).status).toBe(503);
    } finally {
      await db.execute(sql`drop trigger refuse on audit_events`);
    }
    expect((await api.ask(key, question)).status).toBe(200);
  });

  it('row 100: is whole and not compressed, whatever is said of encodings and ranges', async () => {
    const answer = await api.send({
      method: 'POST',
      target: credentialPath,
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'accept-encoding': 'gzip, br, deflate, zstd;q=1',
        range: 'bytes=0-3',
      },
      body: JSON.stringify(question),
    });
    expect([answer.status, answer.headers['content-encoding']]).toEqual([200, undefined]);
    expect(Number(answer.headers['content-length'])).toBe(answer.body.length);
  });

  it('row 101: X-Forwarded-For counts only from a trusted proxy', async () => {
    const from = async (asked: typeof api) => {
      const headers = {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'x-forwarded-for': '6.6.6.6, 203.0.113.9',
      };
      await asked.send({ method: 'POST', target: credentialPath, headers, body: JSON.stringify(question) });
      const [row] = await db
        .select({ address: auditEvents.address })
        .from(auditEvents)
        .where(eq(auditEvents.userId, ctx.actor.userId))
        .orderBy(desc(auditEvents.id));
      return row?.address;
    };
    expect(await from(api)).toBe('127.0.0.1');
    expect(await from(await credentialApi(db, { trustProxy: true }))).toBe('203.0.113.9');
  });
});

describe('with the very next request', () => {
  it('a revoked key, a disabled user, a removed member and a deleted token fail, each with its code', async () => {
    const mine = await newKey(db, runtimeId);
    const asked = async () => codeOf(await api.ask(mine, question));
    expect((await api.ask(mine, question)).status).toBe(200);
    await db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, ctx.actor.userId));
    expect(await asked()).toEqual([404, 'not_found']);
    await db.update(users).set({ disabledAt: null }).where(eq(users.id, ctx.actor.userId));
    await db.update(runtimes).set({ openTo: 'members' }).where(eq(runtimes.id, runtimeId));
    expect(await asked()).toEqual([404, 'not_found']);
    await db.update(runtimes).set({ openTo: 'everyone' }).where(eq(runtimes.id, runtimeId));
    expect((await api.ask(mine, question)).status).toBe(200);
    await db.delete(gitTokens).where(eq(gitTokens.userId, ctx.actor.userId));
    expect(await asked()).toEqual([409, 'not_authorized']);
    await db
      .update(runtimeKeys)
      .set({ revokedAt: new Date() })
      .where(eq(runtimeKeys.handle, mine.slice(4, 12)));
    expect(await asked()).toEqual([401, 'unauthorized']);
    const decided = (outcome: string) => `credential.issue ${outcome}`;
    expect(await takeAudit(db)).toEqual(['ok', 'not_found', 'not_found', 'ok', 'not_authorized'].map(decided));
  });
});
