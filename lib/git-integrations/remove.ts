import { count, eq } from 'drizzle-orm';
import pMap from 'p-map';
import { z } from 'zod';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import { recordAct } from '#lib/audit/record.ts';
import type { Context } from '#lib/context.ts';
import { revokeAtProvider } from '#lib/git-tokens/revoke.ts';
import { idSchema } from '#lib/ids.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { openIntegration } from './open.ts';

export const removeIntegrationSchema = z.strictObject({ integrationId: idSchema });

/**
 * Removes a Git integration that no runtime uses. Tokens still stored for it serve nobody and go with it; those made by
 * OAuth for us alone are revoked at the provider too. Administrators only.
 */
export async function removeIntegration(
  ctx: Context,
  input: z.output<typeof removeIntegrationSchema>,
): Promise<Result<{ name: string }, 'not_administrator' | 'not_found' | 'integration_in_use'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const { integrationId } = input;
  const removed = await ctx.db.transaction(async (tx) => {
    const [row] = await tx.select().from(gitIntegrations).where(eq(gitIntegrations.id, integrationId)).for('update');
    if (row === undefined) return fail('not_found');
    const [used] = await tx
      .select({ runtimes: count() })
      .from(runtimes)
      .where(eq(runtimes.gitIntegrationId, integrationId));
    if (used !== undefined && used.runtimes > 0) return fail('integration_in_use', used);
    const tokens = await tx.delete(gitTokens).where(eq(gitTokens.gitIntegrationId, integrationId)).returning();
    await tx.delete(gitIntegrations).where(eq(gitIntegrations.id, integrationId));
    const act = { action: 'git_integration.remove', gitIntegrationId: integrationId };
    await recordAct(tx, { ...act, at: ctx.now, actorId: ctx.actor.userId });
    return ok({ row, tokens });
  });
  if (!removed.ok) return removed;
  const { row, tokens } = removed.value;
  const grants = tokens.filter(({ kind }) => kind === 'oauth');
  const integration = openIntegration(row);
  await pMap(grants, (grant) => revokeAtProvider(integration, grant), { concurrency: 4 });
  return ok({ name: row.name });
}
