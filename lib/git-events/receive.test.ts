import { createHmac, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { runtimes } from '#db/schema/runtimes.ts';
import { bytes, type Change, forged, push, webhookSender } from '#e2e/fixtures/webhook-sender.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { forgetProcessWide } from '#lib/process-wide.ts';
import { admitDelivery, receiveDelivery } from './receive.ts';

const world = await testWorld();
const { db, runtime } = world;
const sender = webhookSender(world);
const { secret, sign } = sender;
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
const events = () => sender.eventsOf(runtimeId);

describe('a delivery', () => {
  it('of a push is stored with what a person wants to know of it', async () => {
    expect(value(await deliver())).toEqual({ outcome: 'push', tokens: [] });
    expect(await events()).toMatchObject([
      {
        kind: 'push',
        ref: 'refs/heads/main',
        commit: 'b'.repeat(40),
        subject: 'Scale checkout to 3',
        actor: 'octo-ada',
        receivedAt: now,
      },
    ]);
  });

  it('with text that no database takes is stored without it', async () => {
    const message = 'a zero\u0000, half a pair \ud83d';
    value(await deliver({ body: bytes({ ...push, head_commit: { id: push.after, message } }) }));
    expect((await events()).map(({ subject }) => subject)).toEqual(['a zero, half a pair \ufffd']);
  });

  it('row 103: without the right signature, or with one in another form, is refused', async () => {
    const right = sign(bytes(push));
    const hex = right.slice('sha256='.length);
    const wrong = [
      null,
      '',
      'sha256=',
      right.slice(0, -1),
      `${right}0`,
      sign(bytes(push), 'another secret'),
      `sha1=${createHmac('sha1', secret).update(bytes(push)).digest('hex')}`,
      `sha256=${hex.toUpperCase()}`,
      `SHA256=${hex}`,
      ` ${right}`,
      `${right} `,
      `sha256= ${hex}`,
      hex,
      `${right}, ${right}`,
      `sha256=${'0'.repeat(64)}`,
      `sha256=${'é'.repeat(64)}`,
    ];
    for (const signature of wrong) expect([signature, await answer({ signature })]).toEqual([signature, forged]);
    expect(await events()).toEqual([]);
    expect(await answer({ signature: right })).toBe('taken');
  });

  it('row 103: for a runtime that does not exist, has no webhook, or is named by nonsense is refused the same way', async () => {
    const withoutWebhook = await runtime('acme/edge-config');
    const ids = [
      randomUUID(),
      withoutWebhook,
      'none',
      '..',
      "' or true --",
      'x'.repeat(36_000),
      runtimeId.toUpperCase(),
    ];
    // An id in capitals names the same runtime: what is signed for it is taken.
    for (const id of ids.slice(0, -1)) expect([id, await sender.answer(id, now)]).toEqual([id, forged]);
    expect(await sender.answer(ids.at(-1) ?? '', now)).toBe('taken');
  });

  it('row 103: signed with the secret of another runtime is refused', async () => {
    const other = await runtime('acme/staging-config');
    await sender.giveWebhook(other);
    const [row] = await db.select().from(runtimes).where(eq(runtimes.id, other));
    // A secret that a thief with write access moved here does not open here.
    await db
      .update(runtimes)
      .set({ webhookSecret: row?.webhookSecret ?? null })
      .where(eq(runtimes.id, runtimeId));
    expect(await answer({})).toEqual(forged);
  });

  it('row 104: with one byte changed, or written anew from the same JSON, is refused', async () => {
    const signature = sign(bytes(push));
    for (let at = 0; at < bytes(push).length; at += 29) {
      const body = bytes(push);
      body.writeUInt8(body.readUInt8(at) ^ 1, at);
      expect(await answer({ body, signature })).toEqual(forged);
    }
    expect(await answer({ body: Buffer.from(JSON.stringify(push, null, 1)), signature })).toEqual(forged);
    expect(await answer({ body: Buffer.concat([bytes(push), Buffer.from('\n')]), signature })).toEqual(forged);
    expect(await answer({ body: Buffer.alloc(0), signature })).toEqual(forged);
    expect(await events()).toEqual([]);
  });

  it('row 105: that came before is taken for good, with no second effect', async () => {
    const delivery = randomUUID();
    const body = bytes({ action: 'revoked', sender: { id: 1001, login: 'octo-ada' } });
    const again = { delivery, body, event: 'github_app_authorization' };
    expect(value(await deliver(again)).outcome).toBe('authorization_revoked');
    expect(value(await deliver(again))).toEqual({ outcome: 'repeated', tokens: [] });
    expect(value(await deliver({ delivery }))).toEqual({ outcome: 'repeated', tokens: [] });
    expect(await events()).toHaveLength(1);
  });

  it('that could not be followed up is as new when it comes again', async () => {
    const delivery = { delivery: randomUUID(), event: 'github_app_authorization' };
    const body = bytes({ action: 'revoked', sender: { id: 1001, login: 'octo-ada' } });
    const { receiver } = value(await admitDelivery({ db }, { runtimeId, address: '192.0.2.1' }));
    const away = {
      select: () => {
        throw new Error('the database is away');
      },
    };
    const failed = receiveDelivery(
      { db: Object.assign(Object.create(db), away), now },
      { way: { runtimeId, address: '192.0.2.1' }, receiver },
      { headers: sender.headers({ ...delivery, body }), body },
    );
    await expect(failed).rejects.toThrow('the database is away');
    expect(value(await deliver({ ...delivery, body })).outcome).toBe('authorization_revoked');
  });

  it('row 105: that comes twenty times at once is stored once', async () => {
    const delivery = randomUUID();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => deliver({ delivery })));
    expect(outcomes.filter((result) => result.ok && result.value.outcome === 'push')).toHaveLength(1);
    expect(outcomes.every((result) => result.ok)).toBe(true);
    expect(await events()).toHaveLength(1);
  });

  it('row 106: signed by Standard Webhooks six minutes ago is none of GitHub’s, and refused', async () => {
    const id = randomUUID();
    const timestamp = String(Math.floor(now.getTime() / 1_000) - 360);
    const signed = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(bytes(push)).digest('base64');
    const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signed}` };
    expect(await answer({ signature: null, headers })).toEqual(forged);
  });

  it('row 107: of an event nobody knows is taken, and a ping too', async () => {
    expect(value(await deliver({ event: 'star', body: bytes({ action: 'created' }) })).outcome).toBe('other');
    expect(value(await deliver({ event: 'ping', body: bytes({ zen: 'Speak.', hook_id: 1 }) })).outcome).toBe('ping');
    expect((await events()).map(({ kind, ref }) => ({ kind, ref }))).toEqual(
      expect.arrayContaining([
        { kind: 'other', ref: 'star' },
        { kind: 'ping', ref: null },
      ]),
    );
  });

  it('row 107: that is signed but is no JSON of the provider is malformed', async () => {
    const bodies = [
      Buffer.from([0xff, 0xfe, 0x7b]),
      Buffer.concat([bytes(push).subarray(0, -1), Buffer.from([0xc3, 0x28, 0x7d])]),
      Buffer.from('{"ref":'),
      Buffer.from('payload=%7B%7D'),
      bytes([]),
      bytes(null),
      bytes({ ...push, ref: 7 }),
      Buffer.from('['.repeat(50_000)),
    ];
    for (const body of bodies) {
      expect([body, await answer({ body })]).toEqual([body, { status: 400, code: 'webhook_malformed' }]);
    }
    expect(await answer({ delivery: 'x'.repeat(5_000) })).toEqual({ status: 400, code: 'webhook_malformed' });
    expect(await events()).toEqual([]);
  });
});
