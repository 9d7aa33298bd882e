import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The master keys, newest first. */
export interface KeyRing {
  /** The id of the key that seals. */
  readonly primary: string;
  readonly keys: ReadonlyMap<string, KeyObject>;
}

/** The keys are missing or wrong. One line: cause and cure; never a key. */
export class KeyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KeyError';
  }
}

/** How a key's id is written. */
export const keyId = /^[a-z0-9][a-z0-9_-]{0,31}$/;
const example = "GIT_TOKENS_KEYS='k1:'$(head -c 32 /dev/urandom | base64)";

/** Reads `id:base64,…`, the primary first. `source` names where the text came from. @throws KeyError */
export function parseKeys(text: string, source: string): KeyRing {
  const keys = new Map<string, KeyObject>();
  for (const entry of text.trim().split(',')) {
    const colon = entry.indexOf(':');
    const id = entry.slice(0, colon).trim();
    if (colon < 0 || !keyId.test(id))
      throw new KeyError(`${source}: each key is written id:base64, for example ${example}.`);
    const encoded = entry.slice(colon + 1).trim();
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.length !== 32 || bytes.toString('base64') !== encoded) {
      throw new KeyError(`${source}: key ${id} is not 32 bytes in base64. Make one with: ${example}.`);
    }
    if (keys.has(id)) throw new KeyError(`${source}: key ${id} is there twice.`);
    keys.set(id, createSecretKey(bytes));
  }
  const primary = keys.keys().next().value;
  if (primary === undefined) throw new KeyError(`${source}: no key. Make one with: ${example}.`);
  return { primary, keys };
}

/**
 * The keys from the environment, or in the embedded default from the file `keys` beside the data, which is made on the
 * first start. @throws KeyError
 */
export function loadKeys(from: { env: string | null; dataDir: string; embedded: boolean }): KeyRing {
  if (from.env !== null) return parseKeys(from.env, 'GIT_TOKENS_KEYS');
  if (!from.embedded) {
    throw new KeyError(
      `GIT_TOKENS_KEYS is not set. With DATABASE_URL it must be, and must be the same on every process: ${example}.`,
    );
  }
  const file = path.join(/*turbopackIgnore: true*/ from.dataDir, 'keys');
  if (!existsSync(file)) {
    if (existsSync(path.join(/*turbopackIgnore: true*/ from.dataDir, 'pglite'))) {
      throw new KeyError(`${file} is missing, and the data beside it is sealed with it. Put it back from your backup.`);
    }
    mkdirSync(from.dataDir, { recursive: true, mode: 0o700 });
    makeKeyFile(file);
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new KeyError(`${file} can be read by others. Run: chmod 600 ${file}`);
  }
  return parseKeys(readFileSync(file, 'utf8'), file);
}

/** Of two first starts at once the second finds the first one's file. */
function makeKeyFile(file: string): void {
  const text = `k${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}\n`;
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
