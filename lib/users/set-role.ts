import { and, eq, ne } from 'drizzle-orm';
import { z } from 'zod';
import { users } from '#db/schema/users.ts';
import { recordAct } from '#lib/audit/record.ts';
import type { Context } from '#lib/context.ts';
import { idSchema } from '#lib/ids.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { guardAdministrators, type GuardFailure } from './guard.ts';

export const setRoleSchema = z.strictObject({ userId: idSchema, role: z.enum(['user', 'administrator']) });

/**
 * Makes a person an administrator, or one no more; it holds from their next request. Administrators only, and never
 * one's own account. To say what already is changes nothing.
 */
export async function setRole(
  ctx: Context,
  { userId, role }: z.output<typeof setRoleSchema>,
): Promise<Result<null, GuardFailure | 'not_found'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  return ctx.db.transaction(async (tx) => {
    const refused = await guardAdministrators(tx, ctx, userId);
    if (refused !== null) return refused;
    const known = await tx.select({ id: users.id }).from(users).where(eq(users.id, userId));
    if (known.length === 0) return fail('not_found');
    const changed = await tx
      .update(users)
      .set({ role })
      .where(and(eq(users.id, userId), ne(users.role, role)))
      .returning({ id: users.id });
    const action = role === 'administrator' ? 'user.promote' : 'user.demote';
    if (changed.length > 0) await recordAct(tx, { at: ctx.now, actorId: ctx.actor.userId, action, userId });
    return ok(null);
  });
}
