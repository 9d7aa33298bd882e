import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Secret } from '#lib/secret.ts';

const prefix = 'gtr_';
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const handleLength = 8;
/** 43 × log2(62) = 256 bits. */
const randomLength = 43;
const checksumLength = 6;
const form = new RegExp(
  `^${prefix}[0-9A-Za-z]{${handleLength}}_[0-9A-Za-z]{${randomLength}}_[0-9A-Za-z]{${checksumLength}}$`,
);
const length = prefix.length + handleLength + 1 + randomLength + 1 + checksumLength;

/** Random letters and digits; bytes that would make some likelier than others are left out. */
function random62(count: number): string {
  let text = '';
  while (text.length < count) {
    for (const byte of randomBytes(count)) if (byte < 248 && text.length < count) text += digits.charAt(byte % 62);
  }
  return text;
}

/** CRC32 in base 62: tells a mistyped or shortened key from a wrong one, to anybody and without a database. */
function checksum(text: string): string {
  let rest = crc32(text);
  let written = '';
  for (let place = 0; place < checksumLength; place += 1) {
    written = `${digits.charAt(rest % 62)}${written}`;
    rest = Math.floor(rest / 62);
  }
  return written;
}

/** A new runtime key, `gtr_<handle>_<random>_<checksum>`. The handle may be shown, and tells keys apart. */
export function makeRuntimeKey(): { readonly secret: Secret; readonly handle: string } {
  const handle = random62(handleLength);
  const body = `${prefix}${handle}_${random62(randomLength)}`;
  return { secret: new Secret(`${body}_${checksum(body)}`), handle };
}

/** A text as a runtime key, or null when its form or its checksum is wrong. Asks no database. */
export function readRuntimeKey(text: string): Secret | null {
  if (text.length !== length || !form.test(text)) return null;
  return text.slice(-checksumLength) === checksum(text.slice(0, -checksumLength - 1)) ? new Secret(text) : null;
}

/** What of a key may be shown, for its handle. */
export function shownKey(handle: string): string {
  return `${prefix}${handle}…`;
}

/** The scope of the digest by which a key is found: `fingerprint(key, runtimeKeyScope)`. */
export const runtimeKeyScope = 'runtime-key';
