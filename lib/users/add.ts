import { z } from 'zod';
import { personFields } from '#lib/auth/person.ts';
import { randomPassword } from '#lib/auth/random-password.ts';
import { createUser } from '#lib/auth/users.ts';
import { recordAct } from '#lib/audit/record.ts';
import type { Context } from '#lib/context.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { reveal } from '#lib/secret.ts';

export const addUserSchema = z.strictObject({
  ...personFields,
  role: z.enum(['user', 'administrator']),
  /** Null: one is made. */
  password: personFields.password.nullable(),
});

export interface AddedUser {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  /** The one that was made: this answer is the only time it is seen. Null when the administrator typed one. */
  readonly password: string | null;
}

/** Adds a person with a local account. Administrators only. */
export async function addUser(
  ctx: Context,
  { name, email, role, password }: z.output<typeof addUserSchema>,
): Promise<Result<AddedUser, 'not_administrator' | 'email_taken'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const made = password === null ? randomPassword() : null;
  return ctx.db.transaction(async (tx) => {
    const created = await createUser(tx, {
      name,
      email,
      role,
      password: made === null ? (password ?? '') : reveal(made),
    });
    if (!created.ok) return created;
    const { userId } = created.value;
    await recordAct(tx, { at: ctx.now, actorId: ctx.actor.userId, action: 'user.create', userId });
    return ok({ userId, name, email, password: made === null ? null : reveal(made) });
  });
}
