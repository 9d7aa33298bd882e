import { createHmac, randomBytes } from 'node:crypto';
import { processWide } from '#lib/process-wide.ts';

/** How many secrets are remembered; the oldest is forgotten first. Digests only: 32 bytes and a key each. */
const remembered = 20_000;

interface LiveSecrets {
  /** Known only to this process, so that a memory dump's digests cannot be compared with anything. */
  readonly pepper: Uint8Array;
  readonly digests: Set<string>;
  /** Configuration secrets, which this process holds in plain text anyway. */
  readonly texts: Set<string>;
}

const live = (): LiveSecrets =>
  processWide('live-secrets', () => ({ pepper: randomBytes(32), digests: new Set(), texts: new Set() }));

function digest(text: string): string {
  return createHmac('sha256', live().pepper).update(text).digest('base64url');
}

/** Called for every plaintext the process holds: the log stream then replaces it wherever it stands as a word. */
export function rememberSecret(text: string): void {
  if (text.length < 8) return;
  const { digests } = live();
  digests.add(digest(text));
  if (digests.size <= remembered) return;
  for (const oldest of digests) {
    digests.delete(oldest);
    return;
  }
}

/** For secrets of the configuration, which live as long as the process: replaced anywhere, inside a word too. */
export function rememberConfigurationSecret(text: string): void {
  // A short one may be an everyday word (`postgres`), and is caught by its form.
  if (text.length < 12) return;
  const { texts } = live();
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
  return live().texts;
}

/** Whether a word is a secret this process holds: as it is, percent-encoded, in base64 or in hex. */
export function isLiveSecret(word: string): boolean {
  const { digests } = live();
  if (digests.size === 0 || word.length < 8) return false;
  if (digests.has(digest(word))) return true;
  if (word.includes('%')) {
    try {
      if (digests.has(digest(decodeURIComponent(word)))) return true;
    } catch {
      // Not percent-encoding after all.
    }
  }
  if (/^[0-9a-f]+$/i.test(word) && digests.has(digest(Buffer.from(word, 'hex').toString()))) return true;
  return /^[\w+/=-]+$/.test(word) && digests.has(digest(Buffer.from(word, 'base64').toString()));
}
