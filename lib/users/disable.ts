import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { users } from '#db/schema/users.ts';
import { disableUser as shut } from '#lib/auth/users.ts';
import { recordAct } from '#lib/audit/record.ts';
import type { Context } from '#lib/context.ts';
import { idSchema } from '#lib/ids.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { guardAdministrators, type GuardFailure } from './guard.ts';

export const userSchema = z.strictObject({ userId: idSchema });

/**
 * Shuts an account: the person's sessions end with their next request, they cannot sign in, and no runtime gets a
 * credential in their name. Their tokens stay sealed. Administrators only, and never one's own account. What is shut already
 * stays as it is.
 */
export async function disableUser(
  ctx: Context,
  { userId }: z.output<typeof userSchema>,
): Promise<Result<null, GuardFailure | 'not_found'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  return ctx.db.transaction(async (tx) => {
    const refused = await guardAdministrators(tx, ctx, userId);
    if (refused !== null) return refused;
    const [known] = await tx.select({ disabledAt: users.disabledAt }).from(users).where(eq(users.id, userId));
    if (known === undefined) return fail('not_found');
    if (known.disabledAt !== null) return ok(null);
    await shut(tx, userId, ctx.now);
    await recordAct(tx, { at: ctx.now, actorId: ctx.actor.userId, action: 'user.disable', userId });
    return ok(null);
  });
}
