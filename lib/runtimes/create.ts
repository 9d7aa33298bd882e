import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { constraintOf } from '#db/constraint.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import { recordAct } from '#lib/audit/record.ts';
import type { Context } from '#lib/context.ts';
import { type IntegrationRow, openIntegration } from '#lib/git-integrations/open.ts';
import { idSchema } from '#lib/ids.ts';
import { nameSchema } from '#lib/names.ts';
import { fail, ok, type Result } from '#lib/result.ts';

const form = 'write it like owner/name';

export const createRuntimeSchema = z.strictObject({
  name: nameSchema,
  gitIntegrationId: idSchema,
  /** The shared configuration repository: `owner/name`. */
  repository: z
    .string()
    .trim()
    .max(200)
    .regex(/^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)+$/, form)
    .refine((path) => path.split('/').every((part) => part !== '.' && part !== '..'), form)
    .transform((path) => path.replace(/\.git$/, '')),
});

/**
 * Begins the installation of a runtime. Only administrators see it until its token is good and it has a key. They alone
 * may.
 */
export async function createRuntime(
  ctx: Context,
  input: z.infer<typeof createRuntimeSchema>,
): Promise<Result<{ id: string }, 'not_administrator' | 'not_found' | 'invalid_input' | 'name_taken'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const [integration] = await ctx.db
    .select()
    .from(gitIntegrations)
    .where(eq(gitIntegrations.id, input.gitIntegrationId));
  if (integration === undefined) return fail('not_found');
  if (!isRepository(integration, input.repository)) {
    return fail('invalid_input', { field: 'Repository', problem: form });
  }
  try {
    const row = await ctx.db.transaction(async (tx) => {
      const [written] = await tx.insert(runtimes).values(input).returning({ id: runtimes.id });
      if (written === undefined) throw new Error('The runtime was not written.');
      const { userId: actorId } = ctx.actor;
      const { id: gitIntegrationId } = integration;
      await recordAct(tx, { at: ctx.now, actorId, action: 'runtime.create', runtimeId: written.id, gitIntegrationId });
      return written;
    });
    return ok(row);
  } catch (error) {
    const violated = constraintOf(error);
    if (violated === 'runtimes_name') return fail('name_taken');
    // The integration was removed since it was looked at.
    if (violated === 'runtimes_git_integration_id_git_integrations_id_fk') return fail('not_found');
    throw error;
  }
}

/** Whether the provider has repositories of such a path; what it has no address for is none. */
function isRepository(row: IntegrationRow, repository: string): boolean {
  const { provider, host } = openIntegration(row);
  try {
    provider.cloneUrl(host, repository);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
