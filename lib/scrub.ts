import { configurationSecrets, isLiveSecret } from '#lib/live-secrets.ts';

const hidden = '[secret]';

/** Forms of secrets that are known by sight, whoever they belong to. */
const forms: readonly (readonly [RegExp, string])[] = [
  // GitHub: personal, OAuth, user, server and refresh tokens; fine-grained ones.
  [/gh[pousr]_[A-Za-z0-9_]{10,}/g, hidden],
  [/github_pat_[A-Za-z0-9_]{10,}/g, hidden],
  // GitLab: every kind begins gl….
  [/gl(?:pat|oas|dt|rt|rtr|ptt|cbt|ft|agent|imt|soat|ffct)-[A-Za-z0-9_.=-]{10,}/g, hidden],
  // Authorization headers (RFC 7617, RFC 6750) and the two headers GitLab takes a token in.
  [/\b(bearer|basic|token)(\s+|%20)[A-Za-z0-9._~+/=%-]{8,}/gi, `$1 ${hidden}`],
  [/\b((?:private|job)-token\\?["']?\s*[:=]\s*\\?["']?)[^\s"'\\,}]+/gi, `$1${hidden}`],
  // A password inside any URL, such as DATABASE_URL.
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:@/"'\\]*):[^\s@/"'\\]+@/gi, `$1:${hidden}@`],
  // Parameters of a failed query, as drizzle prints them: in text, and inside a JSON string.
  [/(\nparams: )[^\n]*(?:\n(?!\s+at )[^\n]*)*/g, '$1[not logged]'],
  [/(\\nparams: )(?:[^"\\]|\\.)*?(?=\\n\s+at |")/g, '$1[not logged]'],
];

/** Words that can be a token: what most providers' alphabets allow, and what base64 or percent-encoding make of them. */
const words = /[\w~+/=%.-]{8,}/g;
const pieces = /[\w%-]{8,}/g;

/**
 * Takes every secret out of a text that is about to leave the process as a log line: by its value, not by the name of
 * the field it stands in, because a secret can stand anywhere (SECURITY E10).
 */
export function scrub(text: string): string {
  let clean = text;
  for (const secret of configurationSecrets()) {
    if (clean.includes(secret)) clean = clean.replaceAll(secret, hidden);
  }
  for (const [form, replacement] of forms) clean = clean.replace(form, replacement);
  return clean.replace(words, (word) => {
    if (isLiveSecret(word)) return hidden;
    return word.replace(pieces, (piece) => (piece !== word && isLiveSecret(piece) ? hidden : piece));
  });
}
