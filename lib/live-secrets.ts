import { hash, randomBytes } from 'node:crypto';
import { processWide } from '#lib/process-wide.ts';

/** How many secrets are remembered at least, and half of how many at most: the oldest are forgotten first. */
const remembered = 10_000;

interface LiveSecrets {
  /** Known only to this process, so that a memory dump's digests cannot be compared with anything. */
  readonly pepper: string;
  /** Digests only. Two sets of which the older is dropped whole: taking single ones off a full set costs a search each. */
  recent: Set<string>;
  older: ReadonlySet<string>;
  /** Configuration secrets, which this process holds in plain text anyway. */
  readonly texts: Set<string>;
}

const live = processWide(
  'live-secrets',
  (): LiveSecrets => ({
    pepper: randomBytes(32).toString('hex'),
    recent: new Set(),
    older: new Set(),
    texts: new Set(),
  }),
);

/** In one call: every secret of every request passes here, and an HMAC of its own takes thirty times as long. */
function digest(text: string): string {
  return hash('sha256', live.pepper + text, 'hex');
}

/** Called for every plaintext the process holds: the log stream then replaces it wherever it stands as a word. */
export function rememberSecret(text: string): void {
  if (text.length < 8) return;
  live.recent.add(digest(text));
  if (live.recent.size < remembered) return;
  live.older = live.recent;
  live.recent = new Set();
}

/** For secrets of the configuration, which live as long as the process: replaced anywhere, inside a word too. */
export function rememberConfigurationSecret(text: string): void {
  // A short one may be an everyday word (`postgres`), and is caught by its form.
  if (text.length < 12) return;
  const { texts } = live;
  for (const form of [
    text,
    encodeURIComponent(text),
    Buffer.from(text).toString('base64'),
    JSON.stringify(text).slice(1, -1),
  ]) {
    texts.add(form);
  }
}

/** The configuration secrets in every written form. */
export function configurationSecrets(): Iterable<string> {
  return live.texts;
}

/** Whether a word is a secret this process holds: as it is, percent-encoded, in base64 or in hex. */
export function isLiveSecret(word: string): boolean {
  if (word.length < 8 || live.recent.size + live.older.size === 0) return false;
  const known = (text: string) => {
    const sought = digest(text);
    return live.recent.has(sought) || live.older.has(sought);
  };
  if (known(word)) return true;
  if (word.includes('%')) {
    try {
      if (known(decodeURIComponent(word))) return true;
    } catch {
      // Not percent-encoding after all.
    }
  }
  if (/^[0-9a-f]+$/i.test(word) && known(Buffer.from(word, 'hex').toString())) return true;
  return /^[\w+/=-]+$/.test(word) && known(Buffer.from(word, 'base64').toString());
}
