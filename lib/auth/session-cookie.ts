import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { deriveKey } from '#lib/cipher.ts';
import { env } from '#lib/env.ts';
import { processWide } from '#lib/process-wide.ts';

/**
 * The session cookie is a JWT (RFC 7519, HS256) whose one claim beside its expiry is the id of a row of `sessions`.
 * Made here and not by next-auth's default, which derives a key and encrypts at every request: this takes 10 µs.
 */
const header = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function key(): KeyObject {
  return processWide('session-key', () => createSecretKey(deriveKey('session')));
}

function signature(signed: string): Buffer {
  return createHmac('sha256', key()).update(signed).digest();
}

/** Whether cookies are marked Secure: when people reach the app by https. */
export function secureCookies(): boolean {
  return env().publicUrl.startsWith('https:');
}

/** The cookie's name. `__Host-` binds it to this host and to https (RFC 6265bis §4.1.3.2). */
export function sessionCookieName(): string {
  return `${secureCookies() ? '__Host-' : ''}git-tokens.session`;
}

/** The header that makes a browser forget the cookie. */
export function clearedSessionCookie(): string {
  return `${sessionCookieName()}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secureCookies() ? '; Secure' : ''}`;
}

/** The cookie's text for a session. `expires` in seconds since 1970. */
export function encodeSession(sessionId: string, expires: number): string {
  const claims = Buffer.from(JSON.stringify({ sid: sessionId, exp: expires })).toString('base64url');
  const signed = `${header}.${claims}`;
  return `${signed}.${signature(signed).toString('base64url')}`;
}

/** The session's id; null for whatever we did not make ourselves, and after its expiry. */
export function decodeSession(text: string, now: Date): string | null {
  const [head, claims, tag, ...more] = text.split('.');
  // The header is compared, not read: what it claims about algorithms is nothing to us.
  if (head !== header || claims === undefined || tag === undefined || more.length > 0 || text.length > 512) return null;
  const given = Buffer.from(tag, 'base64url');
  const expected = signature(`${head}.${claims}`);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const { sid, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
  if (typeof sid !== 'string' || !uuid.test(sid) || typeof exp !== 'number') return null;
  return exp * 1000 > now.getTime() ? sid : null;
}
