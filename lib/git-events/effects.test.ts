import { randomUUID } from 'node:crypto';
import { count, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitEvents } from '#db/schema/runtimes.ts';
import { bytes, type Change, forged, webhookSender } from '#e2e/fixtures/webhook-sender.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { addToken } from '#lib/git-tokens/add.ts';
import { forgetProcessWide } from '#lib/process-wide.ts';
import { checkTokens } from './check-tokens.ts';
import { admitDelivery } from './receive.ts';

const world = await testWorld();
const { db, host, person, runtime } = world;
const sender = webhookSender(world);
const day = 86_400_000;
let runtimeId: string;
let now: Date;

beforeEach(async () => {
  forgetProcessWide('delivery-limits');
  now = new Date();
  runtimeId = await runtime('acme/gitops-config');
  await sender.giveWebhook(runtimeId);
});

const deliver = (change: Change = {}) => sender.deliver(runtimeId, now, change);
const answer = (change: Change = {}) => sender.answer(runtimeId, now, change);

describe('an authorization that somebody took back', () => {
  const revoked = {
    event: 'github_app_authorization',
    body: bytes({ action: 'revoked', sender: { id: 1001, login: 'x' } }),
  };

  async function withToken(login = 'octo-ada') {
    const ctx = await person();
    const token = host.control.createToken({ login, kind: 'classic', scopes: ['repo'] });
    const added = value(await addToken(ctx, { runtimeId, token, expiresOn: null, acceptOtherOwner: false }));
    return { token, id: added.row.token?.id ?? '', generation: 1 };
  }
  const row = async (id: string) => (await db.select().from(gitTokens).where(eq(gitTokens.id, id)))[0];

  it('row 108: has the tokens of that account checked, and a healthy one stays as it is', async () => {
    const [ada, bob] = [await withToken(), await withToken('octo-bob')];
    const before = await row(ada.id);
    const { tokens } = value(await deliver(revoked));
    expect(tokens).toContainEqual({ id: ada.id, generation: 1 });
    expect(tokens.map(({ id }) => id)).not.toContain(bob.id);
    expect(await row(ada.id)).toEqual(before);
    const later = new Date(now.getTime() + 120_000);
    await checkTokens({ db, now: later }, [ada]);
    expect(await row(ada.id)).toMatchObject({ verdict: 'accepted', checkedAt: later });
  });

  it('finds the one that is dead', async () => {
    const { id, token } = await withToken();
    host.control.revokeToken(token);
    const { tokens } = value(await deliver(revoked));
    await checkTokens({ db, now: new Date(now.getTime() + 120_000) }, tokens);
    expect(await row(id)).toMatchObject({ verdict: 'rejected' });
  });

  it('row 109: a thousand deliveries at once are taken or put off, and check a token once', async () => {
    const { id } = await withToken();
    host.control.clearRequests();
    const later = new Date(now.getTime() + 120_000);
    const codes = new Map<string, number>();
    const many = Array.from({ length: 1_000 }, async () => {
      const result = await deliver(revoked);
      const code = result.ok ? result.value.outcome : result.code;
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (result.ok)
        await checkTokens(
          { db, now: later },
          result.value.tokens.filter((one) => one.id === id),
        );
      else expect(result.detail?.['retryAfterSeconds']).toBeGreaterThan(0);
    });
    await Promise.all(many);
    const [taken = 0, putOff = 0] = [codes.get('authorization_revoked'), codes.get('too_many_deliveries')];
    expect(taken + putOff).toBe(1_000);
    expect(taken).toBeGreaterThanOrEqual(600);
    expect(host.control.count({ surface: 'api', path: /\/user$/ })).toBe(1);
  }, 60_000);
});

describe('limits', () => {
  it('row 109: the 601st signed delivery of a minute waits, and costs no look at the database', async () => {
    for (let sent = 0; sent < 600; sent += 1) expect((await deliver({ event: 'ping', body: bytes({}) })).ok).toBe(true);
    const closed = { select: () => expect.unreachable('the database was asked') };
    const result = await admitDelivery(
      { db: Object.assign(Object.create(db), closed) },
      { runtimeId, address: '192.0.2.1' },
    );
    expect(result).toMatchObject({ code: 'too_many_deliveries' });
    const other = await runtime('acme/staging-config');
    await sender.giveWebhook(other);
    expect(await sender.answer(other, now)).toBe('taken');
  }, 60_000);

  it('a forger is put off, for any runtime the same, and does not shut out the provider', async () => {
    const unknown = randomUUID();
    for (const id of [runtimeId, unknown]) {
      for (let sent = 0; sent < 60; sent += 1)
        expect(await sender.answer(id, now, { signature: 'sha256=00' })).toEqual(forged);
      expect(await sender.answer(id, now, { signature: 'sha256=00' })).toMatchObject({ status: 429 });
    }
    expect(await answer({ address: '198.51.100.7' })).toBe('taken');
  });
});

describe('old events', () => {
  const at = (ago: number) => new Date(now.getTime() - ago);
  const old = (total: number, ago: number) =>
    db.insert(gitEvents).values(
      Array.from({ length: total }, (_, index) => ({
        runtimeId,
        deliveryId: `${ago}-${index}`,
        kind: 'push',
        receivedAt: at(ago + index),
      })),
    );
  const stored = async () =>
    (await db.select({ rows: count() }).from(gitEvents).where(eq(gitEvents.runtimeId, runtimeId)))[0];

  it('go after a week', async () => {
    await old(70, 8 * day);
    await old(60, 6 * day);
    value(await deliver());
    expect(await stored()).toEqual({ rows: 61 });
  });

  it('stay while they are the last fifty, however old', async () => {
    await old(70, 30 * day);
    value(await deliver());
    expect(await stored()).toEqual({ rows: 50 });
  });
});
