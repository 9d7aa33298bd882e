import { fail, ok, type Result } from '#lib/result.ts';

export const longestToken = 8_192;

/** Why a pasted text cannot be a token; each a code of `lib/failures.ts`. */
export type TokenTextFailure =
  | 'token_required'
  | 'token_too_long'
  | 'token_invisible_character'
  | 'token_invalid_characters'
  | 'token_is_private_key';

const invisible =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff]/u;
const alphabet = /^[\x21-\x7e]+$/;
/** What people copy along with a token: quotes, a header's scheme, a shell assignment, a URL with credentials. */
const wrappings: readonly RegExp[] = [
  /^(?:authorization:\s*)?(?:bearer|token)\s+(\S+)$/i,
  /^https?:\/\/[^\s:@/]*:([^\s@/]+)@\S+$/i,
  /^(?:export\s+)?[A-Za-z_]*token\s*[=:]\s*(\S+)$/i,
  /^(["'`])(.+)\1$/,
];

/**
 * The token in a pasted text: white space around it and the usual wrappings go, everything else must be printable
 * ASCII. Never normalises: a secret is taken as it is or not at all.
 */
export function readTokenText(pasted: string): Result<string, TokenTextFailure> {
  if (pasted.length > 4 * longestToken) return fail('token_too_long');
  let text = pasted.trim();
  if (text === '') return fail('token_required');
  if (/-----BEGIN |^ssh-(rsa|ed25519|dss) |"private_key"/.test(text)) return fail('token_is_private_key');
  if (invisible.test(text)) return fail('token_invisible_character');
  for (let round = 0; round < 2; round += 1) {
    for (const wrapping of wrappings) text = wrapping.exec(text)?.at(-1) ?? text;
  }
  if (text.length > longestToken) return fail('token_too_long');
  return alphabet.test(text) ? ok(text) : fail('token_invalid_characters');
}
