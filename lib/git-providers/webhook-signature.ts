import { createHmac, timingSafeEqual } from 'node:crypto';
import { reveal, type Secret } from '#lib/secret.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * Whether `X-Hub-Signature-256` is ours: `sha256=` and the HMAC of the raw bytes in lower-case hex. Any other form is
 * no signature: SHA-1, upper case, spaces. It says nothing of when it was made.
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function hasHubSignature(headers: Headers, body: Uint8Array, secret: Secret): boolean {
  const given = /^sha256=([0-9a-f]{64})$/.exec(headers['x-hub-signature-256'] ?? '')?.[1];
  if (given === undefined) return false;
  return timingSafeEqual(Buffer.from(given, 'hex'), hmac(reveal(secret), [body]));
}

const toleranceSeconds = 300;
/** While a secret is replaced, a sender signs by the old and the new one. */
const mostSignatures = 8;

/**
 * Whether a delivery is signed as Standard Webhooks says: `v1,` and the base64 HMAC of id, time and raw bytes, made at
 * most 5 minutes from `now`. The secret is `whsec_` and the key in base64. Their own library knows only its own clock,
 * and takes bytes that are no UTF-8 for others; it is the referee in the test.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function hasStandardSignature(headers: Headers, body: Uint8Array, secret: Secret, now: Date): boolean {
  const { 'webhook-id': id = '', 'webhook-timestamp': time = '', 'webhook-signature': given = '' } = headers;
  // Neither has a dot, which is what sets the parts apart.
  if (!/^[\w-]{1,255}$/.test(id) || !/^\d{1,12}$/.test(time)) return false;
  if (Math.abs(Math.floor(now.getTime() / 1000) - Number(time)) > toleranceSeconds) return false;
  const key = /^whsec_([A-Za-z0-9+/]{16,}={0,2})$/.exec(reveal(secret))?.[1];
  if (key === undefined) return false;
  const made = hmac(Buffer.from(key, 'base64'), [Buffer.from(`${id}.${time}.`), body]);
  const signatures = given
    .split(' ', mostSignatures)
    .flatMap((one) => /^v1,([A-Za-z0-9+/]{43}=)$/.exec(one)?.[1] ?? []);
  return signatures.some((signature) => timingSafeEqual(Buffer.from(signature, 'base64'), made));
}

function hmac(key: string | Buffer, parts: readonly Uint8Array[]): Buffer {
  const made = createHmac('sha256', key);
  for (const part of parts) made.update(part);
  return made.digest();
}
