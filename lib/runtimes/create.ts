import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { constraintOf } from '#db/constraint.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import type { Context } from '#lib/context.ts';
import { nameSchema } from '#lib/names.ts';
import { fail, ok, type Result } from '#lib/result.ts';

export const createRuntimeSchema = z.strictObject({
  name: nameSchema,
  gitIntegrationId: z.uuid(),
  /** The shared configuration repository: `owner/name`. */
  repository: z
    .string()
    .trim()
    .max(200)
    .regex(/^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)+$/, 'write it like owner/name')
    .refine((path) => path.split('/').every((part) => part !== '.' && part !== '..'), 'write it like owner/name'),
});

/** Adds a runtime. Administrators only. */
export async function createRuntime(
  ctx: Context,
  input: z.infer<typeof createRuntimeSchema>,
): Promise<Result<{ id: string }, 'not_administrator' | 'not_found' | 'name_taken'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const integration = await ctx.db
    .select({ id: gitIntegrations.id })
    .from(gitIntegrations)
    .where(eq(gitIntegrations.id, input.gitIntegrationId));
  if (integration.length === 0) return fail('not_found');
  try {
    const [row] = await ctx.db.insert(runtimes).values(input).returning({ id: runtimes.id });
    if (row === undefined) throw new Error('The runtime was not written.');
    return ok(row);
  } catch (error) {
    if (constraintOf(error) === 'runtimes_name') return fail('name_taken');
    throw error;
  }
}
