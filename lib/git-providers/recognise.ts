import type { Recognition, TokenForm } from './provider.ts';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const checksumLength = 6;
/** Bodies up to this length carry the checksum; GitHub announced longer ones and says nothing of theirs. */
const longestChecked = 36;

/**
 * What a pasted text looks like, judged by its prefix and checksum alone: pure, and fit for the browser. The longest
 * prefix that fits decides. No form fits: `unknown`, which says nothing against it.
 */
export function recognise(text: string, forms: readonly TokenForm[]): Recognition {
  let form: TokenForm | null = null;
  for (const each of forms) {
    if (text.startsWith(each.prefix) && each.prefix.length > (form?.prefix.length ?? 0)) form = each;
  }
  if (form === null) return { verdict: 'unknown' };
  if (form.kind === null) return { verdict: 'wrong_kind', what: form.what };
  if (form.checksum && mistyped(text.slice(form.prefix.length))) return { verdict: 'mistyped' };
  return { verdict: 'token', kind: form.kind };
}

function mistyped(body: string): boolean {
  if (body.length > longestChecked || !/^[0-9A-Za-z]*$/.test(body)) return false;
  return body.length <= checksumLength || tokenChecksum(body.slice(0, -checksumLength)) !== body.slice(-checksumLength);
}

/**
 * The last six characters of a GitHub token, for the characters between prefix and checksum: their CRC32 in base62.
 * @see https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
 */
export function tokenChecksum(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let place = 0; place < checksumLength; place += 1) {
    text = `${digits.charAt(rest % 62)}${text}`;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** CRC32 of ASCII text (ISO 3309). Not node:zlib's: this runs in the browser, on some forty characters. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const character of text) {
    crc ^= character.charCodeAt(0);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return (crc ^ 0xffffffff) >>> 0;
}
