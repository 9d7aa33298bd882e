import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { describe, expect, inject, it } from 'vitest';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { users } from '#db/schema/users.ts';
import { untilSomebodyWaits } from '#e2e/fixtures/lock-wait.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import type { Context } from '#lib/context.ts';
import { createRuntimeKey } from '#lib/runtime-keys/create.ts';
import { disableUser } from './disable.ts';
import { setRole } from './set-role.ts';

const { db, person, runtime, integrationId } = await testWorld();
/** A person with an id of our choice: locks are taken in the order of ids. */
async function somebody(id: string, role: 'user' | 'administrator'): Promise<Context> {
  await db.insert(users).values({ id, email: `${id}@example.com`, name: 'P', role });
  return { db, actor: { kind: 'user', userId: id, sessionId: randomUUID(), role }, now: new Date() };
}

// PGlite has one connection: nobody meets.
describe.skipIf(inject('databaseKind') === 'pglite')('who meet at the same rows', () => {
  it.each(['disabled', 'demoted'])(
    'a person who is %s while a runtime of theirs is removed: both are done',
    async (what) => {
      const tail = randomUUID().slice(8);
      const target = await somebody(`00000000${tail}`, 'user');
      const administrator = await somebody(`ffffffff${tail}`, 'administrator');
      const { userId } = target.actor;
      const begun: Promise<unknown>[] = [];
      await db.transaction(async (tx) => {
        // The locks of a removal, in its order: people by id.
        const lock = (id: string) => tx.execute(sql`select from users where id = ${id}::uuid for no key update`);
        await lock(userId);
        begun.push(
          (what === 'disabled'
            ? disableUser(administrator, { userId })
            : setRole(administrator, { userId, role: 'administrator' })
          ).then(value),
        );
        await untilSomebodyWaits(tx);
        await lock(administrator.actor.userId);
      });
      expect(await Promise.all(begun)).toEqual([null]);
    },
  );

  it('a key made while its administrator links a token to the runtime: both are done', async () => {
    const administrator = await person('administrator');
    const { userId } = administrator.actor;
    const runtimeId = await runtime('acme/gitops-config');
    const token = { userId, gitIntegrationId: integrationId, kind: 'classic', lastFour: '0000' };
    const secret = { accessToken: Buffer.from('x'), fingerprint: Buffer.from(userId) };
    const [stored] = await db
      .insert(gitTokens)
      .values({ ...token, ...secret })
      .returning();
    const begun: Promise<unknown>[] = [];
    await db.transaction(async (tx) => {
      // The locks of saving a token, in its order: the person, then the runtime by the link.
      await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('update');
      begun.push(createRuntimeKey(administrator, { runtimeId }).then(value));
      await untilSomebodyWaits(tx);
      await tx.insert(authorizations).values({ userId, runtimeId, gitTokenId: stored?.id ?? '' });
    });
    expect(await Promise.all(begun)).toMatchObject([{ page: { id: runtimeId } }]);
  });
});
