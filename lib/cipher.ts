import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  type KeyObject,
  createSecretKey,
  randomBytes,
} from 'node:crypto';
import { keyId, type KeyRing } from './keys.ts';
import { processWide } from './process-wide.ts';
import { reveal, Secret } from './secret.ts';

/** Where a sealed value lives. Part of the seal: moved to another row, column, owner or host, it does not open. */
export interface Place {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
  /** The person it belongs to; empty for nobody in particular. */
  readonly ownerId: string;
  /** The Git host's origin it may be sent to; empty when it goes nowhere. */
  readonly origin: string;
}

/** A sealed value that does not open: sealed elsewhere, under another key of the same id, or changed since. */
export class UnsealError extends Error {
  constructor(place: Place) {
    super(
      `Cannot open ${place.table}.${place.column} of ${place.rowId}: sealed elsewhere, with another key, or damaged.`,
    );
    this.name = 'UnsealError';
  }
}

/**
 * A sealed value whose key this process was not given, as one that was started before the keys were changed. It says
 * nothing about the value: another process opens it, so nobody writes down that it is damaged.
 */
export class UnknownKeyError extends Error {
  /** The id, which is no secret. */
  readonly keyId: string;

  constructor(id: string, place: Place) {
    super(
      `${place.table}.${place.column} of ${place.rowId} is sealed with key ${id}, which this process was not given.`,
    );
    this.name = 'UnknownKeyError';
    this.keyId = id;
  }
}

const algorithm = 'aes-256-gcm';
const version = 1;
const ivLength = 12;
const tagLength = 16;

interface Keys {
  ring: KeyRing | null;
  readonly derived: Map<string, KeyObject>;
}

const keys = processWide('keys', (): Keys => ({ ring: null, derived: new Map() }));

/** Makes the keys the process's own. `server.ts` calls it once, before anything is sealed or opened. */
export function provideKeys(ring: KeyRing): void {
  keys.ring = ring;
  keys.derived.clear();
}

function keyRing(): KeyRing {
  const { ring } = keys;
  if (ring === null) throw new Error('No keys were provided: start the app through server.ts.');
  return ring;
}

/** A key for one purpose, derived (HKDF-SHA256, RFC 5869) from a key of the ring, so that none serves two ends. */
function derivedKey(id: string, purpose: string): KeyObject | null {
  const { derived } = keys;
  const name = `${id}\n${purpose}`;
  const known = derived.get(name);
  if (known !== undefined) return known;
  const master = keyRing().keys.get(id);
  if (master === undefined) return null;
  // A KeyObject, not a Buffer: four times faster to use.
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', master, '', `git-tokens/${purpose}`, 32)));
  derived.set(name, key);
  return key;
}

function primaryKey(purpose: string): KeyObject {
  const key = derivedKey(keyRing().primary, purpose);
  if (key === null) throw new Error('The primary key is not in the ring.');
  return key;
}

/** 32 bytes for a purpose of our own, such as signing session cookies; they change with the primary key. */
export function deriveKey(purpose: string): Uint8Array {
  return primaryKey(purpose).export();
}

/** Each part preceded by its length, so that no two places read the same. */
function associatedData(place: Place): Buffer {
  const parts = [place.table, place.column, place.rowId, place.ownerId, place.origin];
  const data = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + 4 + Buffer.byteLength(part), 0));
  let at = 0;
  for (const part of parts) {
    at = data.writeUInt32BE(Buffer.byteLength(part), at);
    at += data.write(part, at);
  }
  return data;
}

/** Version, key id's length, key id, IV, ciphertext, tag. AES-256-GCM (NIST SP 800-38D) with a fresh random IV. */
export function seal(plaintext: Secret, place: Place): Uint8Array {
  const id = Buffer.from(keyRing().primary);
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv(algorithm, primaryKey('seal'), iv, { authTagLength: tagLength });
  cipher.setAAD(associatedData(place));
  const body = Buffer.concat([cipher.update(reveal(plaintext), 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([version, id.length]), id, iv, body, cipher.getAuthTag()]);
}

/** @throws UnsealError, or UnknownKeyError where it may well open elsewhere. */
export function open(sealed: Uint8Array, place: Place): Secret {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const ivStart = 2 + (bytes[1] ?? 0);
  const bodyStart = ivStart + ivLength;
  if (bytes[0] !== version || bytes.length < bodyStart + tagLength) throw new UnsealError(place);
  const id = bytes.toString('utf8', 2, ivStart);
  const key = derivedKey(id, 'seal');
  if (key === null) throw keyId.test(id) ? new UnknownKeyError(id, place) : new UnsealError(place);
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(ivStart, bodyStart), { authTagLength: tagLength });
  decipher.setAAD(associatedData(place));
  decipher.setAuthTag(bytes.subarray(bytes.length - tagLength));
  const body = decipher.update(bytes.subarray(bodyStart, bytes.length - tagLength));
  try {
    // Adds nothing in this mode, and throws unless all of it is genuine.
    decipher.final();
  } catch {
    throw new UnsealError(place);
  }
  return new Secret(body.toString('utf8'));
}

function digest(key: KeyObject, secret: Secret, scope: string): Uint8Array {
  return createHmac('sha256', key).update(`${scope}\n`).update(reveal(secret)).digest();
}

/** A keyed digest: finds an equal secret within `scope` without opening any, and tells a thief of the rows nothing. */
export function fingerprint(secret: Secret, scope: string): Uint8Array {
  return digest(primaryKey('fingerprint'), secret, scope);
}

/** The digest by each key of the ring, the primary's first: rows may have been written under an older one. */
export function fingerprints(secret: Secret, scope: string): Uint8Array[] {
  const known = [...keyRing().keys.keys()].map((id) => derivedKey(id, 'fingerprint'));
  return known.filter((key) => key !== null).map((key) => digest(key, secret, scope));
}
