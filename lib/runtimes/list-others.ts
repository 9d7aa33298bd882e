import { and, asc, eq, ilike, ne, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import type { Context } from '#lib/context.ts';
import { idSchema } from '#lib/ids.ts';
import { gitProvider } from '#lib/git-providers/registry.ts';
import { factColumns, statusFacts } from '#lib/git-tokens/facts.ts';
import { deriveStatus } from '#lib/git-tokens/status.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { mayUse } from './may-use.ts';
import { selectRuntime } from './select.ts';
import type { OtherRuntime } from './view.ts';

export const listOthersSchema = z.object({
  runtimeId: idSchema,
  q: z.string().max(100).catch('').default(''),
  previous: z.uuid().nullable().catch(null).default(null),
});

const limit = 50;

/**
 * Further runtimes of the same Git integration as this one's, at most 50, those first that used the token that was just
 * replaced, then those not authorized. Empty when there is no such runtime.
 */
export async function listOtherRuntimes(
  ctx: Context,
  input: { readonly runtimeId: string; readonly q: string; readonly previousTokenId: string | null },
): Promise<readonly OtherRuntime[]> {
  const pattern = `%${input.q.replaceAll('\0', '').replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const suggested = sql<boolean>`coalesce(${authorizations.gitTokenId} = ${input.previousTokenId}::uuid, false)`;
  const rows = await ctx.db
    .select({
      id: runtimes.id,
      name: runtimes.name,
      repository: runtimes.repository,
      provider: gitIntegrations.provider,
      access: authorizations.access,
      suggested,
      token: factColumns,
    })
    .from(runtimes)
    .innerJoin(gitIntegrations, eq(gitIntegrations.id, runtimes.gitIntegrationId))
    .leftJoin(
      authorizations,
      and(eq(authorizations.runtimeId, runtimes.id), eq(authorizations.userId, ctx.actor.userId)),
    )
    .leftJoin(gitTokens, eq(gitTokens.id, authorizations.gitTokenId))
    .where(
      and(
        ne(runtimes.id, input.runtimeId),
        mayUse(ctx.actor.userId),
        eq(
          runtimes.gitIntegrationId,
          ctx.db.select({ id: runtimes.gitIntegrationId }).from(runtimes).where(eq(runtimes.id, input.runtimeId)),
        ),
        or(ilike(runtimes.name, pattern), ilike(runtimes.repository, pattern)),
      ),
    )
    .orderBy(sql`${suggested} desc`, sql`${authorizations.gitTokenId} is not null`, asc(sql`lower(${runtimes.name})`))
    .limit(limit);
  return rows.map((row) => {
    const token = row.token;
    const kinds = gitProvider(row.provider)?.kinds ?? [];
    return {
      id: row.id,
      name: row.name,
      repository: row.repository,
      status: deriveStatus(token === null || row.access === null ? null : statusFacts(token, row.access), ctx.now),
      token:
        token === null
          ? null
          : {
              id: token.id,
              kindLabel: kinds.find((kind) => kind.id === token.kind)?.label ?? token.kind,
              lastFour: token.lastFour,
            },
      suggested: row.suggested,
    };
  });
}

/** The same for asking from a page. A runtime that I may not use answers as one that does not exist. */
export async function findOtherRuntimes(
  ctx: Context,
  input: z.infer<typeof listOthersSchema>,
): Promise<Result<{ others: readonly OtherRuntime[] }, 'not_found'>> {
  const { userId } = ctx.actor;
  const found = await selectRuntime(ctx.db).execute({ userId, runtimeId: input.runtimeId });
  if (found.length === 0) return fail('not_found');
  return ok({ others: await listOtherRuntimes(ctx, { ...input, previousTokenId: input.previous }) });
}
