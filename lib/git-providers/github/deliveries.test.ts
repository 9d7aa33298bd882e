import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { github } from '#lib/git-providers/github.ts';
import { Secret } from '#lib/secret.ts';

const key = 'webhook-canary';
const now = new Date('2026-11-22T12:00:00Z');
const id = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
const commit = '6113728f27ae82c7b1a177c8d03f9e96e0adf246';

type Bytes = string | Uint8Array | object;

const bytesOf = (body: Bytes): Uint8Array =>
  body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));

function signatureOf(body: Bytes): string {
  return `sha256=${createHmac('sha256', key).update(bytesOf(body)).digest('hex')}`;
}

/** A delivery with a good signature, unless its headers say otherwise; undefined takes one away. */
function read(event: string, body: Bytes, headers: Record<string, string | undefined> = {}) {
  const given = {
    'content-type': 'application/json',
    'x-github-delivery': id,
    'x-github-event': event,
    'x-hub-signature-256': signatureOf(body),
    ...headers,
  };
  const present = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const input = { headers: Object.fromEntries(present) as Record<string, string>, now };
  return github.readWebhook({ ...input, body: bytesOf(body), secret: new Secret(key) });
}

const delivered = (event: object) => ({ outcome: 'delivered', deliveryId: id, event });
const push = {
  ref: 'refs/heads/main',
  before: '0'.repeat(40),
  after: commit,
  deleted: false,
  head_commit: { id: commit, message: 'Deploy the shop\n\nWith all its parts.' },
  pusher: { name: 'octo-ada', email: 'ada@example.invalid' },
  sender: { id: 1001, login: 'octo-ada' },
};
const told = { kind: 'push', ref: 'refs/heads/main', commit, subject: 'Deploy the shop', actor: 'octo-ada' };

describe('signed deliveries', () => {
  test('row 107: a ping', async () => {
    expect(await read('ping', { zen: 'Speak like a human.', hook_id: 1 })).toEqual(delivered({ kind: 'ping' }));
  });

  test('a push tells branch, commit, subject and who', async () => {
    expect(await read('push', push)).toEqual(delivered(told));
    expect(await read('push', { ...push, after: 'a'.repeat(64) })).toMatchObject({ event: { commit: 'a'.repeat(64) } });
  });

  test('a deleted branch points nowhere', async () => {
    const gone = { ...push, after: '0'.repeat(40), deleted: true, head_commit: null };
    expect(await read('push', gone)).toEqual(delivered({ ...told, commit: null, subject: null }));
  });

  test('who pushed is told by the pusher where there is no sender, or by nobody', async () => {
    const { sender: _, ...rest } = push;
    expect(await read('push', rest)).toEqual(delivered(told));
    expect(await read('push', { ...rest, pusher: { name: 'two words' } })).toEqual(delivered({ ...told, actor: null }));
  });

  test.each<[string, unknown, string | null]>([
    ['one line', 'Deploy', 'Deploy'],
    ['the first of several lines', 'Deploy\r\nmore', 'Deploy'],
    ['empty lines first', '\n\n Deploy \nmore', 'Deploy'],
    ['200 characters at most, whole ones', '🚢'.repeat(300), '🚢'.repeat(200)],
    ['no control characters, nor any that turn the writing', 'De\u0000pl\u001b[31moy\u202e\u2066', 'Depl[31moy'],
    ['nothing but spaces', '  \n ', null],
    ['half a character', 'Deploy \ud800', 'Deploy \ufffd'],
    ['markup, as text', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['no text', 7, null],
    ['nothing', undefined, null],
  ])('the subject is %s', async (_what, message, subject) => {
    expect(await read('push', { ...push, head_commit: { message } })).toEqual(delivered({ ...told, subject }));
  });

  test('somebody took back an authorization', async () => {
    const body = { action: 'revoked', sender: { id: 1001, login: 'octo-ada' } };
    const revoked = { kind: 'authorization_revoked', ownerId: '1001' };
    expect(await read('github_app_authorization', body)).toEqual(delivered(revoked));
    const other = { kind: 'other', name: 'github_app_authorization' };
    expect(await read('github_app_authorization', { ...body, action: 'granted' })).toEqual(delivered(other));
  });

  test('row 107: an event that nobody asked for is delivered, and means nothing', async () => {
    expect(await read('meta', { action: 'deleted' })).toEqual(delivered({ kind: 'other', name: 'meta' }));
  });
});

describe('forged', () => {
  test.each<[string, string | undefined]>([
    ['no signature', undefined],
    ['a short one', signatureOf(push).slice(0, 40)],
    ['a wrong one', signatureOf({ ...push, ref: 'refs/heads/other' })],
    ['SHA-1', `sha1=${createHmac('sha1', key).update(bytesOf(push)).digest('hex')}`],
    ['upper-case hex', `sha256=${signatureOf(push).slice(7).toUpperCase()}`],
    ['spaces around', ` ${signatureOf(push)} `],
  ])('row 103: %s', async (_what, signature) => {
    expect(await read('push', push, { 'x-hub-signature-256': signature })).toEqual({ outcome: 'forged' });
  });

  test('row 103: the signature of another scheme', async () => {
    const secret = `whsec_${Buffer.from(key.repeat(3)).toString('base64')}`;
    const text = JSON.stringify(push);
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(now.getTime() / 1000),
      'webhook-signature': new Webhook(secret).sign('msg_1', now, text),
    };
    const input = { headers: { ...headers, 'x-github-delivery': id, 'x-github-event': 'push' }, now };
    const reading = github.readWebhook({ ...input, body: bytesOf(text), secret: new Secret(secret) });
    expect(await reading).toEqual({ outcome: 'forged' });
  });

  test('row 104: a body changed by one byte, or written anew', async () => {
    const text = JSON.stringify(push);
    const signed = { 'x-hub-signature-256': signatureOf(text) };
    for (const changed of [text.replace('main', 'main2'), `${text} `, JSON.stringify(push, null, 2)]) {
      expect(await read('push', changed, signed)).toEqual({ outcome: 'forged' });
    }
  });

  test('whatever a forged delivery says, it is not looked at', async () => {
    const headers = { 'x-hub-signature-256': 'sha256=0', 'x-github-event': undefined };
    expect(await read('push', 'no JSON', headers)).toEqual({ outcome: 'forged' });
  });
});

describe('signed, and yet malformed', () => {
  test.each<[string, Bytes]>([
    ['row 107: invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ['nothing', ''],
    ['half of some JSON', '{"ref":"refs/heads/ma'],
    ['a form, as GitHub sends to a webhook of another content type', 'payload=%7B%7D'],
    ['a list', [push]],
    ['a text', '"push"'],
    ['null', 'null'],
    ['a thousand brackets', '['.repeat(1000)],
    ['no branch', { ...push, ref: null }],
    ['a branch in two lines', { ...push, ref: 'refs/heads/a\nb' }],
    ['a branch of another world', { ...push, ref: 'main' }],
    ['an endless branch', { ...push, ref: `refs/heads/${'x'.repeat(2000)}` }],
    ['no commit', { ...push, after: undefined }],
    ['a commit that is none', { ...push, after: 'HEAD' }],
    ['a commit that is a number', { ...push, after: 7 }],
  ])('%s', async (_what, body) => {
    expect(await read('push', body)).toEqual({ outcome: 'malformed' });
  });

  test.each([undefined, '', 'two words', 'x'.repeat(101), 'a\nb'])('the delivery id %j', async (delivery) => {
    expect(await read('push', push, { 'x-github-delivery': delivery })).toEqual({ outcome: 'malformed' });
  });

  test.each([undefined, '', 'Push', 'push ', '<b>'])('the event %j', async (event) => {
    expect(await read('push', push, { 'x-github-event': event })).toEqual({ outcome: 'malformed' });
  });

  test.each([{}, { sender: {} }, { sender: { id: '1001' } }, { sender: { id: -1 } }, { sender: { id: 1.5 } }])(
    'a revocation by %j',
    async (by) => {
      const body = { action: 'revoked', ...by };
      expect(await read('github_app_authorization', body)).toEqual({ outcome: 'malformed' });
    },
  );
});
