import { createHmac, timingSafeEqual } from 'node:crypto';
import { reveal, type Secret } from '#lib/secret.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * `X-Hub-Signature-256`: `sha256=` and the HMAC of the raw bytes in lower-case hex. Any other form is no signature:
 * SHA-1, upper case, spaces.
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function isSignedBySha256(headers: Headers, body: Uint8Array, secret: Secret): boolean {
  const given = /^sha256=([0-9a-f]{64})$/.exec(headers['x-hub-signature-256'] ?? '')?.[1];
  if (given === undefined) return false;
  const made = createHmac('sha256', reveal(secret)).update(body).digest();
  return timingSafeEqual(Buffer.from(given, 'hex'), made);
}
