import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { runtimes } from '#db/schema/runtimes.ts';
import { installation } from '#e2e/fixtures/installation.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import type { Context } from '#lib/context.ts';
import { failureMessage, failureStatus } from '#lib/failures.ts';
import { createRuntimeKey } from '#lib/runtime-keys/create.ts';
import { showRuntime } from '#lib/runtimes/show.ts';
import { Secret } from '#lib/secret.ts';
import { checkRuntime } from './check.ts';
import { findRuntimeSeat } from './seat.ts';

const world = await testWorld();
const { host, db, person } = world;
const { begin, robotToken, setToken } = installation(world);
async function storedToken(id: string) {
  return (await db.select().from(gitTokens).where(eq(gitTokens.runtimeId, id)))[0] ?? null;
}

let admin: Context;
let runtimeId: string;
beforeEach(async () => {
  host.control.setBehaviour({});
  host.control.clearOverrides();
  admin = await person('administrator');
  runtimeId = await begin(admin);
});

describe('replacing a Git runtime token', () => {
  it('takes over the row with a generation more, and the page tells of the new one at once', async () => {
    value(await setToken(admin, runtimeId, robotToken()));
    const before = await storedToken(runtimeId);
    const token = robotToken();
    const { page } = value(await setToken(admin, runtimeId, token));
    const after = await storedToken(runtimeId);
    expect(after).toMatchObject({ id: before?.id, generation: 2, lastFour: token.slice(-4) });
    expect(page.token?.lastFour).toBe(token.slice(-4));
  });

  it('row 18: asks before it takes the token of another account', async () => {
    value(await setToken(admin, runtimeId, robotToken()));
    const other = robotToken({ login: 'octo-ada' });
    expect(await setToken(admin, runtimeId, other)).toMatchObject({
      code: 'other_owner',
      detail: { login: 'octo-ada', previousLogin: 'gitops-robot' },
    });
    expect(value(await setToken(admin, runtimeId, other, true)).page.token?.login).toBe('octo-ada');
  });

  it('row 16: the same one again is a duplicate; another runtime may have it too', async () => {
    const token = robotToken();
    value(await setToken(admin, runtimeId, token));
    expect(await setToken(admin, runtimeId, token)).toMatchObject({ ok: false, code: 'token_duplicate' });
    expect(value(await setToken(admin, await begin(admin), token)).page.status.code).toBe('authorized');
  });

  it('mends an invalid one: after a valid token no trace of the old state is left', async () => {
    const old = robotToken();
    value(await setToken(admin, runtimeId, old));
    value(await createRuntimeKey(admin, { runtimeId }));
    await db
      .update(gitTokens)
      .set({
        verdict: 'rejected',
        unusableReason: 'undecryptable',
        unreachableReason: 'timeout',
        reportedAt: admin.now,
      })
      .where(eq(gitTokens.runtimeId, runtimeId));
    await db
      .update(runtimes)
      .set({ tokenAccess: 'missing_scope', tokenMissing: ['repo'], tokenRemedyUrl: 'https://example.com' })
      .where(eq(runtimes.id, runtimeId));
    expect(value(await showRuntime(admin, { runtimeId }))).toMatchObject({ state: 'token' });
    const { page } = value(await setToken(admin, runtimeId, robotToken()));
    expect(page).toMatchObject({ state: 'webhook', status: { code: 'authorized', missing: [], remedyUrl: null } });
    expect(await storedToken(runtimeId)).toMatchObject({
      verdict: 'accepted',
      unusableReason: null,
      unreachableReason: null,
      reportedAt: null,
    });
  });

  it('takes the very same token again once its permission was mended at the provider', async () => {
    const token = robotToken();
    value(await setToken(admin, runtimeId, token));
    await db.update(runtimes).set({ tokenAccess: 'missing_scope' }).where(eq(runtimes.id, runtimeId));
    expect(value(await setToken(admin, runtimeId, token)).page.status.code).toBe('authorized');
  });

  it('leaves a personal access token that was replaced valid: it may serve elsewhere', async () => {
    const old = robotToken();
    value(await setToken(admin, runtimeId, old));
    value(await setToken(admin, runtimeId, robotToken()));
    expect(value(await setToken(admin, await begin(admin), old)).page.status.code).toBe('authorized');
  });
});

describe('at once', () => {
  it('two administrators set a token: one row is left, whole, and it is one of the two', async () => {
    const [first, second] = [robotToken(), robotToken()];
    const other = await person('administrator');
    const both = await Promise.all([setToken(admin, runtimeId, first), setToken(other, runtimeId, second)]);
    expect(both.filter((result) => result.ok)).toHaveLength(2);
    const rows = await db.select().from(gitTokens).where(eq(gitTokens.runtimeId, runtimeId));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.generation).toBe(2);
    expect([first.slice(-4), second.slice(-4)]).toContain(rows[0]?.lastFour);
  });

  it('a check and a new token do not stop each other, and the new one is not judged by the old', async () => {
    value(await setToken(admin, runtimeId, robotToken()));
    for (let round = 0; round < 5; round += 1) {
      const token = robotToken();
      const [checked, set] = await Promise.all([checkRuntime(admin, { runtimeId }), setToken(admin, runtimeId, token)]);
      expect([checked.ok, set.ok]).toEqual([true, true]);
      host.control.revokeToken(token);
      value(await checkRuntime(admin, { runtimeId }));
      value(await setToken(admin, runtimeId, robotToken()));
      expect(await storedToken(runtimeId)).toMatchObject({ verdict: 'accepted' });
    }
  });

  it('a host that moved while the token was looked at: what was examined there is not stored for the new one', async () => {
    const seat = await findRuntimeSeat(admin, runtimeId);
    const inspection = { outcome: 'unreachable', reason: 'timeout', retryAt: null } as const;
    if (seat === null) throw new Error('no runtime');
    const { integration } = seat;
    const old = { ...integration, host: { ...integration.host, origin: 'https://old.example.com' } };
    const candidate = {
      integration: old,
      kind: 'classic',
      accessToken: new Secret(robotToken()),
      refreshToken: null,
      expiresAt: null,
      expirySource: null,
      refreshExpiresAt: null,
      inspection,
    };
    const writable = { outcome: 'checked', access: 'writable' } as const;
    expect(await seat.save(candidate, writable)).toBeNull();
    expect(await storedToken(runtimeId)).toBeNull();
    expect(await seat.save({ ...candidate, integration }, writable)).not.toBeNull();
  });

  it('of tokens of two accounts the second is not taken without asking', async () => {
    const both = await Promise.all([
      setToken(admin, runtimeId, robotToken()),
      setToken(admin, runtimeId, robotToken({ login: 'octo-ada' })),
    ]);
    expect(both.filter((result) => result.ok)).toHaveLength(1);
    expect(both.find((result) => !result.ok)).toMatchObject({ code: 'changed_meanwhile' });
  });
});

describe('who is no administrator', () => {
  it('gets the answer of a runtime that does not exist, in code and words', async () => {
    const user = await person();
    const refused = await setToken(user, runtimeId, robotToken());
    const unknown = await setToken(admin, '00000000-0000-4000-8000-000000000000', robotToken());
    expect(refused).toEqual({ ok: false, code: 'not_administrator' });
    expect(unknown).toEqual({ ok: false, code: 'not_found' });
    expect(failureMessage({ code: 'not_administrator' })).toBe(failureMessage({ code: 'not_found' }));
    expect(failureStatus('not_administrator')).toBe(failureStatus('not_found'));
    expect(await storedToken(runtimeId)).toBeNull();
  });
});
