import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A number in base 62, GitHub's digits, left-padded with zeros. */
export function base62(value: number, width: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = (BASE62[rest % 62] ?? '') + text;
  return text.padStart(width, '0');
}

/** Random letters and digits, without the bias of a plain modulo. */
function random62(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) if (byte < 248 && text.length < length) text += BASE62[byte % 62];
  }
  return text;
}

/** The six characters GitHub appends: base62 of the CRC32 of the random part. */
export function checksum(randomPart: string): string {
  return base62(crc32(randomPart), 6);
}

export type TokenPrefix = 'ghp' | 'gho' | 'ghr' | 'github_pat';

/** Every token this process minted: what a test looks for where no token may be. Gone with the process. */
export const mintedTokens: string[] = [];

/** A new token: `ghp_` + 30 random + 6 checksum (`ghr_` has 70 random); `github_pat_` has 22 + `_` + 59 as GitHub's. */
export function mintToken(prefix: TokenPrefix): string {
  const text = randomToken(prefix);
  mintedTokens.push(text);
  return text;
}

function randomToken(prefix: TokenPrefix): string {
  if (prefix === 'github_pat') return `github_pat_${random62(22)}_${random62(59)}`;
  const body = random62(prefix === 'ghr' ? 70 : 30);
  return `${prefix}_${body}${checksum(body)}`;
}

/** How tokens are kept: nothing on disk can be used to sign in. */
export function hashToken(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
