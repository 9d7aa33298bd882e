import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { codeOf, newKey, rejectedPath, takeAudit } from '#e2e/fixtures/credential-api.ts';
import { credentialWorld, type Question } from '#e2e/fixtures/credential-world.ts';
import { value } from '#e2e/fixtures/world.ts';
import { backgroundDone } from '#lib/background.ts';
import type { Context } from '#lib/context.ts';
import { checkToken } from '#lib/git-tokens/check.ts';
import { checkStoredToken } from '#lib/git-tokens/check-stored.ts';
import { listRuntimes } from '#lib/runtimes/list.ts';
import { reuseToken } from '#lib/git-tokens/reuse.ts';

const world = await credentialWorld();
const { api, db, host, key, lines, runtimeId } = world;
const other = await world.runtime('acme/staging-config');
let ctx: Context;
let token: string;
let question: Question;

beforeEach(async () => {
  ({ ctx, token, question } = await world.authorized());
  await takeAudit(db);
  host.control.clearRequests();
});
afterEach(() => host.control.setBehaviour({}));

async function stored() {
  const [row] = await db.select().from(gitTokens).where(eq(gitTokens.userId, ctx.actor.userId));
  if (row === undefined) throw new Error('no token');
  return row;
}

async function statuses(): Promise<Record<string, string>> {
  const { rows } = await listRuntimes({ ...ctx, now: new Date() }, { q: '', filter: 'all', cursor: null });
  return Object.fromEntries(rows.map((row) => [row.id, row.status.code]));
}

const report = () => api.ask(key, question, rejectedPath);
const checks = () => host.control.count({ surface: 'api', path: /\/user$/ });

describe('a report that git refused a token', () => {
  it('has it checked at once: with the provider’s own word it is revoked, everywhere it is used', async () => {
    value(await reuseToken(ctx, { tokenId: (await stored()).id, runtimeIds: [other] }));
    host.control.revokeToken(token);
    const answer = await report();
    expect([answer.status, JSON.parse(answer.body)]).toEqual([202, { status: 'accepted' }]);
    await backgroundDone();
    expect(await statuses()).toMatchObject({ [runtimeId]: 'revoked', [other]: 'revoked' });
    expect(codeOf(await api.ask(key, question))).toEqual([409, 'reauth_required']);
    expect((await stored()).reportedAt).not.toBeNull();
    expect(await takeAudit(db)).toEqual(['credential.report ok', 'credential.issue revoked']);
  });

  it('changes nothing about a token that works', async () => {
    expect((await report()).status).toBe(202);
    await backgroundDone();
    expect((await statuses())[runtimeId]).toBe('authorized');
    expect(checks()).toBe(1);
  });

  it('changes nothing when the provider gives no verdict', async () => {
    host.control.revokeToken(token);
    host.control.setBehaviour({ unavailable: true });
    expect((await report()).status).toBe(202);
    await backgroundDone();
    expect((await statuses())[runtimeId]).toBe('unreachable');
    expect((await stored()).verdict).toBe('accepted');
  });

  it('a second true report soon after a false one is not lost', async () => {
    expect((await report()).status).toBe(202);
    await backgroundDone();
    const first = (await stored()).reportedAt;
    host.control.revokeToken(token);
    expect((await report()).status).toBe(202);
    await backgroundDone();
    expect((await statuses())[runtimeId]).toBe('revoked');
    expect((await stored()).reportedAt?.getTime()).toBeGreaterThan(first?.getTime() ?? Infinity);
  });

  it('has it checked although the person did so just now', async () => {
    for (let turn = 0; turn < 5; turn += 1) value(await checkToken(ctx, { runtimeId }));
    host.control.revokeToken(token);
    expect((await report()).status).toBe(202);
    await backgroundDone();
    expect((await statuses())[runtimeId]).toBe('revoked');
  });

  it('is a few checks, however many runtimes report and however often', async () => {
    value(await reuseToken(ctx, { tokenId: (await stored()).id, runtimeIds: [other] }));
    host.control.clearRequests();
    const otherKey = await newKey(db, other);
    for (let wave = 0; wave < 5; wave += 1) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => api.ask(n % 2 === 0 ? key : otherKey, question, rejectedPath)),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
      await backgroundDone();
    }
    expect(checks()).toBe(3);
  });

  it('says as much as asking would: nothing of other people, hosts and runtimes', async () => {
    const { ctx: stranger } = { ctx: await world.person() };
    expect(codeOf(await api.ask(key, { ...question, user: stranger.actor.userId }, rejectedPath))).toEqual([
      409,
      'not_authorized',
    ]);
    expect(codeOf(await api.ask(key, { ...question, url: 'https://github.com/x' }, rejectedPath))[0]).toBe(404);
    expect(codeOf(await api.ask(key, { ...question, user: 'nobody@example.com' }, rejectedPath))[0]).toBe(404);
    await backgroundDone();
    expect(host.control.count()).toBe(0);
    expect(await takeAudit(db)).toEqual([
      'credential.report not_authorized',
      'credential.report not_found',
      'credential.report not_found',
    ]);
  });

  it('is taken in git’s own form too', async () => {
    const answer = await api.askAsGit(key, ctx.actor.userId, lines, rejectedPath);
    expect([answer.status, answer.body]).toEqual([202, 'status=accepted\n']);
    await backgroundDone();
  });
});

it('a token that is gone is no error to check', async () => {
  const token = { id: crypto.randomUUID(), generation: 1 };
  await checkStoredToken(db, { token, cause: 'refusal', runtimeId: null }, new Date());
});
