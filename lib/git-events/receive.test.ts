import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { count, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitEvents, gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { seal } from '#lib/cipher.ts';
import { type FailureCode, failureStatus } from '#lib/failures.ts';
import { addToken } from '#lib/git-tokens/add.ts';
import { forgetProcessWide } from '#lib/process-wide.ts';
import { Secret } from '#lib/secret.ts';
import { checkTokens } from './check-tokens.ts';
import { receiveDelivery } from './receive.ts';

const { host, db, person, runtime } = await testWorld();
const secret = randomBytes(20).toString('hex');
const day = 86_400_000;

let runtimeId: string;
let now: Date;

/** The runtime has a webhook with this secret. */
async function giveWebhook(id: string): Promise<void> {
  const [row] = await db
    .select({ origin: gitIntegrations.origin })
    .from(runtimes)
    .innerJoin(gitIntegrations, eq(gitIntegrations.id, runtimes.gitIntegrationId))
    .where(eq(runtimes.id, id));
  const place = { table: 'runtimes', column: 'webhook_secret', rowId: id, ownerId: '', origin: row?.origin ?? '' };
  await db
    .update(runtimes)
    .set({ webhookSecret: seal(new Secret(secret), place) })
    .where(eq(runtimes.id, id));
}

beforeEach(async () => {
  forgetProcessWide('delivery-limits');
  now = new Date();
  runtimeId = await runtime('acme/gitops-config');
  await giveWebhook(runtimeId);
});

const push = {
  ref: 'refs/heads/main',
  before: 'a'.repeat(40),
  after: 'b'.repeat(40),
  deleted: false,
  head_commit: { id: 'b'.repeat(40), message: 'Scale checkout to 3\n\nBecause of the sale.' },
  pusher: { name: 'octo-ada' },
  sender: { id: 1001, login: 'octo-ada' },
};
const bytes = (body: unknown) => Buffer.from(JSON.stringify(body));
const sign = (body: Uint8Array, key = secret) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

interface Change {
  readonly id?: string;
  readonly event?: string;
  readonly delivery?: string;
  readonly signature?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly address?: string;
}

function deliver(change: Change = {}) {
  const body = change.body ?? bytes(push);
  const signature = change.signature === undefined ? sign(body) : change.signature;
  const headers = {
    'content-type': 'application/json',
    'x-github-event': change.event ?? 'push',
    'x-github-delivery': change.delivery ?? randomUUID(),
    ...(signature === null ? {} : { 'x-hub-signature-256': signature }),
    ...change.headers,
  };
  return receiveDelivery(
    { db, now },
    { runtimeId: change.id ?? runtimeId, headers, body, address: change.address ?? '192.0.2.1' },
  );
}

async function answer(change: Change): Promise<{ status: number; code: FailureCode } | 'taken'> {
  const result = await deliver(change);
  return result.ok ? 'taken' : { status: failureStatus(result.code), code: result.code };
}

const forged = { status: 401, code: 'webhook_forged' };
const events = (id = runtimeId) => db.select().from(gitEvents).where(eq(gitEvents.runtimeId, id));

describe('a delivery', () => {
  it('of a push is stored with what a person wants to know of it', async () => {
    expect(value(await deliver())).toEqual({ outcome: 'push', tokenIds: [] });
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
    for (const signature of wrong) expect(await answer({ signature }), String(signature)).toEqual(forged);
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
    for (const id of ids.slice(0, -1)) expect(await answer({ id }), id.slice(0, 40)).toEqual(forged);
    expect(await answer({ id: ids.at(-1) ?? '' })).toBe('taken');
  });

  it('row 103: signed with the secret of another runtime is refused', async () => {
    const other = await runtime('acme/staging-config');
    await giveWebhook(other);
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
    expect(value(await deliver(again))).toEqual({ outcome: 'repeated', tokenIds: [] });
    expect(value(await deliver({ delivery }))).toEqual({ outcome: 'repeated', tokenIds: [] });
    expect(await events()).toHaveLength(1);
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
      expect(await answer({ body }), body.toString('latin1').slice(0, 40)).toEqual({
        status: 400,
        code: 'webhook_malformed',
      });
    }
    expect(await answer({ delivery: 'x'.repeat(5_000) })).toEqual({ status: 400, code: 'webhook_malformed' });
    expect(await events()).toEqual([]);
  });
});

describe('an authorization that somebody took back', () => {
  const revoked = {
    event: 'github_app_authorization',
    body: bytes({ action: 'revoked', sender: { id: 1001, login: 'x' } }),
  };

  async function withToken(login = 'octo-ada') {
    const ctx = await person();
    const token = host.control.createToken({ login, kind: 'classic', scopes: ['repo'] });
    const added = value(await addToken(ctx, { runtimeId, token, expiresOn: null, acceptOtherOwner: false }));
    return { token, id: added.row.token?.id ?? '' };
  }
  const row = async (id: string) => (await db.select().from(gitTokens).where(eq(gitTokens.id, id)))[0];

  it('row 108: has the tokens of that account checked, and a healthy one stays as it is', async () => {
    const [ada, bob] = [await withToken(), await withToken('octo-bob')];
    const before = await row(ada.id);
    const { tokenIds } = value(await deliver(revoked));
    expect(tokenIds).toContain(ada.id);
    expect(tokenIds).not.toContain(bob.id);
    expect(await row(ada.id)).toEqual(before);
    const later = new Date(now.getTime() + 120_000);
    await checkTokens({ db, now: later }, [ada.id]);
    expect(await row(ada.id)).toMatchObject({ verdict: 'accepted', checkedAt: later });
  });

  it('finds the one that is dead', async () => {
    const { id, token } = await withToken();
    host.control.revokeToken(token);
    const { tokenIds } = value(await deliver(revoked));
    await checkTokens({ db, now: new Date(now.getTime() + 120_000) }, tokenIds);
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
          result.value.tokenIds.filter((one) => one === id),
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
    const headers = { 'x-hub-signature-256': sign(bytes(push)) };
    const result = await receiveDelivery(
      { db: Object.assign(Object.create(db), closed), now },
      { runtimeId, headers, body: bytes(push), address: '192.0.2.1' },
    );
    expect(result).toMatchObject({ code: 'too_many_deliveries' });
    const other = await runtime('acme/staging-config');
    await giveWebhook(other);
    expect(await answer({ id: other })).toBe('taken');
  }, 60_000);

  it('a forger is put off, for any runtime the same, and does not shut out the provider', async () => {
    const unknown = randomUUID();
    for (const id of [runtimeId, unknown]) {
      for (let sent = 0; sent < 60; sent += 1) expect(await answer({ id, signature: 'sha256=00' })).toEqual(forged);
      expect(await answer({ id, signature: 'sha256=00' })).toMatchObject({ status: 429 });
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
