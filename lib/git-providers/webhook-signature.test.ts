import { createHmac } from 'node:crypto';
import { sign } from '@octokit/webhooks-methods';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { Secret } from '#lib/secret.ts';
import { hasHubSignature, hasStandardSignature } from './webhook-signature.ts';

const text = '{"zen":"Keep it logically awesome — ünïcødé"}';
const body = Buffer.from(text);
const hex = (algorithm: string, key: string, bytes: Uint8Array) =>
  createHmac(algorithm, key).update(bytes).digest('hex');

describe('X-Hub-Signature-256', () => {
  const secret = new Secret('hub-canary');
  const good = `sha256=${hex('sha256', 'hub-canary', body)}`;
  const signed = (header: string | null, bytes: Uint8Array = body) =>
    hasHubSignature(header === null ? {} : { 'x-hub-signature-256': header }, bytes, secret);

  test('as GitHub’s own library makes it is ours', async () => {
    expect(signed(await sign('hub-canary', text))).toBe(true);
    expect(signed(good)).toBe(true);
  });

  test('bytes that are no text are signed as they are', () => {
    const [bytes, others] = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];
    const header = `sha256=${hex('sha256', 'hub-canary', bytes)}`;
    expect([signed(header, bytes), signed(header, others)]).toEqual([true, false]);
  });

  test.each([
    ['no signature', null],
    ['an empty one', ''],
    ['a short one', good.slice(0, -1)],
    ['a long one', `${good}0`],
    ['one of another secret', `sha256=${hex('sha256', 'another', body)}`],
    ['one of nothing', `sha256=${hex('sha256', 'hub-canary', Buffer.alloc(0))}`],
    ['SHA-1', `sha1=${hex('sha1', 'hub-canary', body)}`],
    ['SHA-1 that says SHA-256', `sha256=${hex('sha1', 'hub-canary', body)}`],
    ['upper-case hex', `sha256=${good.slice(7).toUpperCase()}`],
    ['an upper-case scheme', `SHA256=${good.slice(7)}`],
    ['no scheme', good.slice(7)],
    ['a space before', ` ${good}`],
    ['a space after', `${good} `],
    ['a space within', `sha256= ${good.slice(7)}`],
    ['a new line after', `${good}\n`],
    ['two of them', `${good}, ${good}`],
  ])('row 103: %s is forged', (_what, header) => {
    expect(signed(header)).toBe(false);
  });

  test('row 104: a body changed by one byte is forged', () => {
    for (let place = 0; place < body.length; place += 1) {
      const changed = Buffer.from(body);
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect(signed(good, changed)).toBe(false);
    }
  });

  test('row 104: the same JSON written anew is forged', () => {
    expect(signed(good, Buffer.from(JSON.stringify(JSON.parse(text), null, 1)))).toBe(false);
    expect(signed(good, Buffer.from(`${text}\n`))).toBe(false);
  });
});

describe('Standard Webhooks', () => {
  const key = `whsec_${Buffer.from('a key of thirty-two bytes length').toString('base64')}`;
  const now = new Date('2026-11-22T12:00:00Z');
  const made = (seconds = 0, id = 'msg_1') => {
    const at = new Date(now.getTime() + seconds * 1000);
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(key).sign(id, at, text),
    };
  };
  const signed = (headers: Record<string, string>, bytes: Uint8Array = body, secret = key) =>
    hasStandardSignature(headers, bytes, new Secret(secret), now);

  test('as their own library makes it is ours', () => {
    expect(signed(made())).toBe(true);
  });

  test('one of several signatures is enough', () => {
    const headers = made();
    const other = new Webhook(`whsec_${btoa('another key of the same length..')}`).sign('msg_1', now, text);
    expect(signed({ ...headers, 'webhook-signature': `v1a,x ${other} ${headers['webhook-signature']}` })).toBe(true);
    expect(signed({ ...headers, 'webhook-signature': `v1a,x ${other}` })).toBe(false);
  });

  test.each([
    [-360, false],
    [-301, false],
    [-300, true],
    [300, true],
    [301, false],
    [360, false],
  ])('row 106: made %i seconds from now: %s', (seconds, ours) => {
    expect(signed(made(seconds))).toBe(ours);
  });

  test('row 106: an old one does not get younger by another time or id beside it', () => {
    const old = made(-360);
    expect(signed({ ...old, 'webhook-timestamp': made()['webhook-timestamp'] })).toBe(false);
    expect(signed({ ...made(), 'webhook-id': 'msg_2' })).toBe(false);
  });

  test.each<[string, (good: ReturnType<typeof made>) => Record<string, string>]>([
    ['no headers', () => ({})],
    ['no id', ({ 'webhook-id': _, ...rest }) => rest],
    ['no time', ({ 'webhook-timestamp': _, ...rest }) => rest],
    ['no signature', ({ 'webhook-signature': _, ...rest }) => rest],
    ['another version', (good) => ({ ...good, 'webhook-signature': good['webhook-signature'].replace('v1', 'v2') })],
    ['a short signature', (good) => ({ ...good, 'webhook-signature': good['webhook-signature'].slice(0, -2) })],
    ['a comma for a space', (good) => ({ ...good, 'webhook-signature': `${good['webhook-signature']},x` })],
    ['a time that is no number', (good) => ({ ...good, 'webhook-timestamp': 'NaN' })],
    ['a time with spaces', (good) => ({ ...good, 'webhook-timestamp': ` ${good['webhook-timestamp']}` })],
    ['a time in other figures', (good) => ({ ...good, 'webhook-timestamp': `${good['webhook-timestamp']}e0` })],
    ['an id with a dot', () => made(0, 'msg.1')],
  ])('row 103: %s is forged', (_what, change) => {
    expect(signed(change(made()))).toBe(false);
  });

  test('row 104: a changed body is forged, also where only bytes differ that are no text', () => {
    expect(signed(made(), Buffer.from(`${text} `))).toBe(false);
    const garbled = Buffer.concat([body, Buffer.from([0xff])]);
    const others = Buffer.concat([body, Buffer.from([0xfe])]);
    const headers = { ...made(), 'webhook-signature': new Webhook(key).sign('msg_1', now, garbled) };
    expect([signed(headers, garbled), signed(headers, others)]).toEqual([false, false]);
  });

  test.each(['', 'whsec_', 'plain text', 'whsec_####'])('a secret that is none, %j, signs nothing', (secret) => {
    expect(signed(made(), body, secret)).toBe(false);
  });
});
