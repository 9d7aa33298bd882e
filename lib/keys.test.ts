import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '#e2e/fixtures/database.ts';
import { cipherKeys } from '#db/schema/git-tokens.ts';
import { provideKeys } from './cipher.ts';
import { KeyError, loadKeys, parseKeys } from './keys.ts';
import { verifyKeys } from './verify-keys.ts';

const fresh = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const folder = () => mkdtempSync(path.join(tmpdir(), 'keys-'));

describe('the keys', () => {
  it('are made on the first start of the embedded default, for its owner’s eyes only, and found again', () => {
    const dataDir = folder();
    const made = loadKeys({ env: null, dataDir, embedded: true });
    expect(statSync(path.join(dataDir, 'keys')).mode & 0o777).toBe(0o600);
    expect(loadKeys({ env: null, dataDir, embedded: true }).primary).toBe(made.primary);
  });

  it('are not made anew beside data that was sealed with lost ones', () => {
    const dataDir = folder();
    mkdirSync(path.join(dataDir, 'pglite'));
    expect(() => loadKeys({ env: null, dataDir, embedded: true })).toThrow(KeyError);
    expect(existsSync(path.join(dataDir, 'keys'))).toBe(false);
  });

  it('must be given with PostgreSQL', () => {
    expect(() => loadKeys({ env: null, dataDir: folder(), embedded: false })).toThrow(/GIT_TOKENS_KEYS is not set/);
  });

  it('are refused where others can read them', () => {
    const dataDir = folder();
    loadKeys({ env: null, dataDir, embedded: true });
    chmodSync(path.join(dataDir, 'keys'), 0o644);
    expect(() => loadKeys({ env: null, dataDir, embedded: true })).toThrow(/chmod 600/);
  });

  it.each(['', 'k1', 'k1:short', 'K 1:x', `k1:${randomBytes(31).toString('base64')}`, ':x'])(
    'are refused when written %j, without printing them',
    (text) => {
      expect(() => parseKeys(text, 'GIT_TOKENS_KEYS')).toThrow(KeyError);
    },
  );

  it('an error never holds a key', () => {
    const secret = randomBytes(31).toString('base64');
    expect(() => parseKeys(`k1:${secret}`, 'GIT_TOKENS_KEYS')).not.toThrow(secret);
  });
});

describe('held against the database', async () => {
  const { db } = await testDatabase();
  const first = fresh('k1');
  const start = (text: string) => {
    const ring = parseKeys(text, 'test');
    provideKeys(ring);
    return verifyKeys(db, ring);
  };

  it('the key of the first start is the key of every start', async () => {
    await start(first);
    await start(first);
    expect(await db.select().from(cipherKeys)).toHaveLength(1);
  });

  it('another key of the same name, or another name, is refused and changes nothing', async () => {
    const before = await db.select().from(cipherKeys);
    await expect(start(fresh('k1'))).rejects.toThrow(/not the key of that name/);
    await expect(start(fresh('k2'))).rejects.toThrow(/was sealed with key k1/);
    expect(await db.select().from(cipherKeys)).toEqual(before);
  });

  it('a new primary beside the old one is taken', async () => {
    await start(`${fresh('k3')},${first}`);
    expect((await db.select().from(cipherKeys)).map((row) => row.keyId).toSorted()).toEqual(['k1', 'k3']);
  });
});

it('the key file holds one line: id and base64', () => {
  const dataDir = folder();
  loadKeys({ env: null, dataDir, embedded: true });
  expect(readFileSync(path.join(dataDir, 'keys'), 'utf8')).toMatch(/^k[0-9a-f]{8}:[A-Za-z0-9+/]{43}=\n$/);
});
