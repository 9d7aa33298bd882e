import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { auditEvents } from '#db/schema/audit.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import type { Context } from '#lib/context.ts';
import { createRuntime, createRuntimeSchema } from './create.ts';
import { listRuntimes } from './list.ts';
import { renameRuntime } from './rename.ts';
import { showRuntime } from './show.ts';

const { db, person, integrationId } = await testWorld();
let admin: Context;
let names = 0;
beforeEach(async () => {
  admin = await person('administrator');
});

const repository = 'acme/gitops-config';
const create = (name: string, more: object = {}, who = admin) => {
  const input = createRuntimeSchema.parse({ name, gitIntegrationId: integrationId, repository, ...more });
  return createRuntime(who, input);
};
const fresh = () => {
  names += 1;
  return `fresh-${names}`;
};
const accepts = (input: object) =>
  createRuntimeSchema.safeParse({ name: 'x', gitIntegrationId: integrationId, repository, ...input }).success;

describe('beginning an installation', () => {
  it('makes a runtime that administrators see and nobody else', async () => {
    const name = fresh();
    const { id } = value(await create(name));
    expect(value(await showRuntime(admin, { runtimeId: id }))).toMatchObject({
      name,
      repository,
      state: 'complete_installation',
      nextStep: 'token',
      installedAt: null,
      openTo: 'everyone',
      keys: [],
      webhook: { state: 'none' },
    });
    const list = await listRuntimes(await person(), { q: name, filter: 'all', cursor: null });
    expect(list.rows).toEqual([]);
    const acts = await db.select().from(auditEvents).where(eq(auditEvents.runtimeId, id));
    expect(acts).toMatchObject([{ action: 'runtime.create', actorId: admin.actor.userId, outcome: 'ok' }]);
  });

  it.each([
    ['acme/gitops-config.git', 'acme/gitops-config'],
    ['  acme/gitops-config ', 'acme/gitops-config'],
  ])('takes %j as %s', (written, read) => {
    const parsed = createRuntimeSchema.parse({ name: 'x', gitIntegrationId: integrationId, repository: written });
    expect(parsed.repository).toBe(read);
  });

  it.each([
    '',
    'acme',
    '/acme',
    'acme/',
    'acme/../x',
    './x',
    'https://github.com/acme/x',
    'acme/x y',
    'acme/é',
    'a/\0',
  ])('refuses %j as a repository', (written) => {
    expect(accepts({ repository: written })).toBe(false);
  });

  it('refuses a path that the provider has no repositories at', async () => {
    expect(await create(fresh(), { repository: 'acme/team/gitops-config' })).toMatchObject({
      code: 'invalid_input',
      detail: { field: 'Repository' },
    });
  });

  it('refuses an integration that is not there', async () => {
    expect(await create(fresh(), { gitIntegrationId: '00000000-0000-4000-8000-000000000000' })).toEqual({
      ok: false,
      code: 'not_found',
    });
  });

  it('refuses an integration that is removed while it is looked at', async () => {
    const host = {
      provider: 'github-enterprise',
      origin: 'https://git.example.com',
      apiBase: 'https://git.example.com',
    };
    const [gone] = await db
      .insert(gitIntegrations)
      .values({ ...host, name: 'Gone' })
      .returning();
    const gitIntegrationId = gone?.id ?? '';
    const meanwhile = Object.create(db, {
      transaction: {
        value: async (work: Parameters<typeof db.transaction>[0]) => {
          await db.delete(gitIntegrations).where(eq(gitIntegrations.id, gitIntegrationId));
          return db.transaction(work);
        },
      },
    }) as typeof db;
    const answer = await create(fresh(), { gitIntegrationId }, { ...admin, db: meanwhile });
    expect(answer).toEqual({ ok: false, code: 'not_found' });
  });

  it('is for administrators, and so is another name', async () => {
    const user = await person();
    expect(await create(fresh(), {}, user)).toEqual({ ok: false, code: 'not_administrator' });
    const { id } = value(await create(fresh()));
    expect(await renameRuntime(user, { runtimeId: id, name: fresh() })).toEqual({
      ok: false,
      code: 'not_administrator',
    });
  });
});

describe('the name of a runtime', () => {
  it.each(['<script>alert(1)</script>', '" onmouseover="x', 'javascript:x'])(
    'row 71: %s is kept as the text it is',
    async (name) => {
      const { id } = value(await create(name));
      expect(value(await showRuntime(admin, { runtimeId: id })).name).toBe(name);
    },
  );

  it('row 73: two that look the same are the same, and in any case of letters', async () => {
    const name = `caf\u00e9-${fresh()}`;
    const { id } = value(await create(name));
    expect(await create(name.normalize('NFD'))).toEqual({ ok: false, code: 'name_taken' });
    expect(await create(name.replace('caf', 'CAF'))).toEqual({ ok: false, code: 'name_taken' });
    expect(value(await showRuntime(admin, { runtimeId: id })).name).toBe(name);
  });

  it('row 79: created twenty times at once is one runtime', async () => {
    const name = fresh();
    const all = await Promise.all(Array.from({ length: 20 }, () => create(name)));
    expect(all.filter((each) => each.ok)).toHaveLength(1);
    expect(all.filter((each) => !each.ok && each.code === 'name_taken')).toHaveLength(19);
    expect(await db.select().from(runtimes).where(eq(runtimes.name, name))).toHaveLength(1);
  });

  it('can be another one, if nobody has it', async () => {
    const [first, second] = [fresh(), fresh()];
    value(await create(first));
    const { id } = value(await create(second));
    expect(await renameRuntime(admin, { runtimeId: id, name: first.toUpperCase() })).toMatchObject({
      code: 'name_taken',
    });
    const name = fresh();
    expect(value(await renameRuntime(admin, { runtimeId: id, name })).page.name).toBe(name);
    expect(value(await renameRuntime(admin, { runtimeId: id, name: name.toUpperCase() })).page.name).toBe(
      name.toUpperCase(),
    );
    expect(await renameRuntime(admin, { runtimeId: integrationId, name: fresh() })).toMatchObject({
      code: 'not_found',
    });
    const acts = await db.select().from(auditEvents).where(eq(auditEvents.runtimeId, id));
    expect(acts.filter(({ action }) => action === 'runtime.rename')).toHaveLength(2);
  });

  it('row 121: nothing can be given along that is not asked for', () => {
    expect(accepts({ installedAt: new Date() })).toBe(false);
    expect(accepts({ openTo: 'everyone' })).toBe(false);
  });
});
