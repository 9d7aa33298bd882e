import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { auditEvents } from '#db/schema/audit.ts';
import { runtimeKeys, runtimes } from '#db/schema/runtimes.ts';
import { installation } from '#e2e/fixtures/installation.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { fingerprint } from '#lib/cipher.ts';
import type { Context } from '#lib/context.ts';
import { readRuntime } from '#lib/runtimes/read.ts';
import { createRuntimeKey } from './create.ts';
import { revokeRuntimeKey } from './revoke.ts';
import { readRuntimeKey, runtimeKeyScope } from './text.ts';

const world = await testWorld();
const { db, person, runtime, integrationId } = world;
const { begin, robotToken, setToken } = installation(world);
let admin: Context;
let runtimeId: string;
beforeEach(async () => {
  admin = await person('administrator');
  runtimeId = await runtime('acme/gitops-config');
});

const make = (who = admin, id = runtimeId) => createRuntimeKey(who, { runtimeId: id });
const revoke = (keyId: string, id = runtimeId, who = admin) => revokeRuntimeKey(who, { runtimeId: id, keyId });
const rows = () => db.select().from(runtimeKeys).where(eq(runtimeKeys.runtimeId, runtimeId));

function acts(action: string) {
  return db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.runtimeId, runtimeId), eq(auditEvents.action, action)));
}

describe('a runtime key', () => {
  it('is told once; stored are its handle and a keyed digest', async () => {
    const { key, page } = value(await make());
    const secret = readRuntimeKey(key);
    if (secret === null) throw new Error('not a key');
    const [row] = await rows();
    expect(Buffer.from(row?.digest ?? [])).toEqual(Buffer.from(fingerprint(secret, runtimeKeyScope)));
    expect(key.startsWith(`gtr_${row?.handle}_`)).toBe(true);
    expect(page.keys).toMatchObject([
      { shown: `gtr_${row?.handle}…`, createdBy: 'Test Person', lastUsedAt: null, expiresAt: null },
    ]);
    const random = key.split('_')[2] ?? '';
    expect(JSON.stringify([page, await rows(), await acts('runtime_key.create')])).not.toContain(random);
  });

  it('is written down: who made it and who revoked it', async () => {
    const { page } = value(await make());
    const keyId = page.keys[0]?.id ?? '';
    const other = await person('administrator');
    value(await revoke(keyId, runtimeId, other));
    expect(await acts('runtime_key.create')).toMatchObject([{ actorId: admin.actor.userId, runtimeKeyId: keyId }]);
    expect(await acts('runtime_key.revoke')).toMatchObject([{ actorId: other.actor.userId, runtimeKeyId: keyId }]);
  });

  it('tells when it was last used, by the credentials it asked for', async () => {
    const { page } = value(await make());
    const runtimeKeyId = page.keys[0]?.id ?? '';
    const at = new Date('2026-11-01T10:00:00.000Z');
    const asked = { at, action: 'credential.issue', outcome: 'ok', runtimeId, runtimeKeyId };
    await db.insert(auditEvents).values([asked, { ...asked, at: new Date('2026-10-01T10:00:00Z') }]);
    const second = value(await make());
    expect(second.page.keys.find(({ id }) => id === runtimeKeyId)?.lastUsedAt).toBe(at.toISOString());
  });

  it('two live at most: the third is refused until one is revoked', async () => {
    const first = value(await make()).page.keys[0]?.id ?? '';
    value(await make());
    expect(await make()).toEqual({ ok: false, code: 'too_many_keys' });
    expect(value(await revoke(first)).page.keys).toHaveLength(1);
    expect(value(await make()).page.keys).toHaveLength(2);
  });

  it('one that has ended counts no more', async () => {
    value(await make());
    value(await make());
    await db
      .update(runtimeKeys)
      .set({ expiresAt: new Date(admin.now.getTime() - 1) })
      .where(eq(runtimeKeys.runtimeId, runtimeId));
    expect(value(await make()).page.keys).toHaveLength(1);
  });

  it('ten administrators at once make two, not more', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => make()));
    expect(made.filter((each) => each.ok)).toHaveLength(2);
    expect(made.filter((each) => !each.ok).map((each) => (each.ok ? '' : each.code))).toEqual(
      Array.from({ length: 8 }, () => 'too_many_keys'),
    );
    expect(await rows()).toHaveLength(2);
  });

  it('revoked twice is revoked once', async () => {
    const keyId = value(await make()).page.keys[0]?.id ?? '';
    value(await revoke(keyId));
    const [before] = await rows();
    admin = { ...admin, now: new Date(admin.now.getTime() + 60_000) };
    value(await revoke(keyId));
    expect((await rows())[0]?.revokedAt).toEqual(before?.revokedAt);
    expect(await acts('runtime_key.revoke')).toHaveLength(1);
  });

  it('row 83: another runtime’s is not found, and stays live', async () => {
    const keyId = value(await make()).page.keys[0]?.id ?? '';
    const other = await runtime('acme/staging-config');
    expect(await revoke(keyId, other)).toEqual({ ok: false, code: 'not_found' });
    expect((await rows())[0]?.revokedAt).toBeNull();
  });

  it('is no business of who is no administrator, nor of a runtime that is not there', async () => {
    const keyId = value(await make()).page.keys[0]?.id ?? '';
    const user = await person();
    expect(await make(user)).toEqual({ ok: false, code: 'not_administrator' });
    expect(await revoke(keyId, runtimeId, user)).toEqual({ ok: false, code: 'not_administrator' });
    expect(await make(admin, integrationId)).toEqual({ ok: false, code: 'not_found' });
    expect(await rows()).toHaveLength(1);
  });
});

describe('an installation', () => {
  it('is finished by the key once the token is good, once: a later key changes nothing of it', async () => {
    const user = await person();
    const id = await begin(admin);
    value(await setToken(admin, id, robotToken()));
    expect(await readRuntime(user, id)).toBeNull();
    const { page } = value(await make(admin, id));
    expect(page).toMatchObject({ nextStep: null, state: 'webhook', installedAt: admin.now.toISOString() });
    expect(await readRuntime(user, id)).not.toBeNull();
    const later = { ...admin, now: new Date(admin.now.getTime() + 60_000) };
    expect(value(await make(later, id)).page.installedAt).toBe(admin.now.toISOString());
    const [row] = await db.select().from(runtimes).where(eq(runtimes.id, id));
    expect(row?.installedAt).toEqual(admin.now);
  });
});
