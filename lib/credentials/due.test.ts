import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { codeOf, credentialApi, newKey, takeAudit } from '#e2e/fixtures/credential-api.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { visitor } from '#e2e/parts/consent.ts';
import type { Context } from '#lib/context.ts';
import { addToken } from '#lib/git-tokens/add.ts';
import { startAuthorization } from '#lib/git-tokens/authorize.ts';
import { completeAuthorization } from '#lib/git-tokens/complete.ts';

const { host, db, person, runtime, integration } = await testWorld();
const integrationId = await integration({ provider: 'github-enterprise', clientId: 'git-tokens-expiring' });
const runtimeId = await runtime('acme/gitops-config', integrationId);
const key = await newKey(db, runtimeId);
// Two processes: each has its own handler, and they meet in the database alone.
const apis = [await credentialApi(db), await credentialApi(db)];
const refreshes = { surface: 'oauth', method: 'POST', path: /access_token/ } as const;
let ctx: Context;

beforeEach(async () => {
  ctx = await person();
  await takeAudit(db);
});
afterEach(() => host.control.setBehaviour({}));

async function change(facts: Partial<typeof gitTokens.$inferInsert>) {
  await db.update(gitTokens).set(facts).where(eq(gitTokens.userId, ctx.actor.userId));
}

function ask(n = 0) {
  return (
    (apis[n % 2] ?? apis[0])?.ask(key, { user: ctx.actor.userId, url: host.origin }) ?? Promise.reject(new Error())
  );
}

const minutes = (n: number) => new Date(Date.now() + n * 60_000);

describe('an OAuth token', () => {
  beforeEach(async () => {
    const { url } = value(await startAuthorization(ctx, { runtimeId, acceptOtherOwner: false }));
    const back = await visitor(host.origin, 'octo-ada').consent(url);
    value(await completeAuthorization(ctx, integrationId, back.searchParams));
    host.control.clearRequests();
  });

  it('is handed out with its date, and no refresh token', async () => {
    const answer = await ask();
    const { password, password_expiry_utc: expiry } = JSON.parse(answer.body) as Record<string, string | number>;
    expect(String(password)).toMatch(/^gho_/);
    expect(Number(expiry)).toBeGreaterThan(Date.now() / 1_000 + 3_600);
    expect(answer.body).not.toMatch(/ghr_|refresh/);
    expect(host.control.count()).toBe(0);
  });

  it('close to its end is refreshed once for forty who ask at once, and all get the new one', async () => {
    const before = (JSON.parse((await ask()).body) as { password: string }).password;
    await change({ expiresAt: minutes(5) });
    await takeAudit(db);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => ask(n)));
    const passwords = new Set(answers.map(({ body }) => (JSON.parse(body) as { password: string }).password));
    expect(passwords.size).toBe(1);
    expect([...passwords][0]).not.toBe(before);
    expect(host.control.count(refreshes)).toBe(1);
    expect(await takeAudit(db)).toEqual(answers.map(() => 'credential.issue ok'));
  });

  it('that has not ended is handed out while the provider is down, which is asked once and not by everybody', async () => {
    await change({ expiresAt: minutes(5) });
    host.control.setBehaviour({ unavailable: true });
    for (let n = 0; n < 5; n += 1) expect((await ask()).status).toBe(200);
    expect(host.control.count(refreshes)).toBe(1);
  });

  it('row 93: that has ended is 503 while the provider is down, and never handed out', async () => {
    await change({ expiresAt: minutes(-5), acceptedAt: minutes(-10) });
    host.control.setBehaviour({ down: true });
    const answer = await ask();
    expect(codeOf(answer)).toEqual([503, 'provider_unreachable']);
    expect(answer.headers['retry-after']).toBe('10');
    expect(await takeAudit(db)).toEqual(['credential.issue unreachable']);
  });

  it('whose refresh token is dead too is 409', async () => {
    const { password } = JSON.parse((await ask()).body) as { password: string };
    await change({ expiresAt: minutes(-5), acceptedAt: minutes(-10) });
    host.control.revokeToken(password);
    expect(codeOf(await ask())).toEqual([409, 'reauth_required']);
  });
});

describe('a personal access token whose date has passed', () => {
  let token: string;
  beforeEach(async () => {
    token = host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
    value(await addToken(ctx, { runtimeId, token, expiresOn: null, acceptOtherOwner: false }));
    await change({ expiresAt: minutes(-60), expirySource: 'user', acceptedAt: minutes(-120) });
  });

  it('but still works, says the provider, is handed out without the date: git would drop it', async () => {
    const answer = await ask();
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { username: 'x-access-token', password: token }]);
  });

  it('and that the provider refuses is 409', async () => {
    host.control.expireToken(token);
    expect(codeOf(await ask())).toEqual([409, 'reauth_required']);
    expect(await takeAudit(db)).toEqual(['credential.issue expired']);
  });
});

it('a damaged token is 409 and costs nobody else theirs', async () => {
  const token = host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
  value(await addToken(ctx, { runtimeId, token, expiresOn: null, acceptOtherOwner: false }));
  const [row] = await db.select().from(gitTokens).where(eq(gitTokens.userId, ctx.actor.userId));
  await change({ accessToken: Uint8Array.from(row?.accessToken ?? []).with(20, 0) });
  expect(codeOf(await ask())).toEqual([409, 'reauth_required']);
});
