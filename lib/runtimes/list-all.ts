import { asc, eq, sql } from 'drizzle-orm';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import type { Context } from '#lib/context.ts';
import { fail, ok, type Result } from '#lib/result.ts';

/** A runtime as an administrator sees it. */
export interface AdminRuntime {
  readonly id: string;
  readonly name: string;
  readonly repository: string;
  readonly integrationName: string;
}

const limit = 500;

/** The runtimes by name, at most 500. Administrators only. */
export async function listAllRuntimes(ctx: Context): Promise<Result<readonly AdminRuntime[], 'not_administrator'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const rows = await ctx.db
    .select({
      id: runtimes.id,
      name: runtimes.name,
      repository: runtimes.repository,
      integrationName: gitIntegrations.name,
    })
    .from(runtimes)
    .innerJoin(gitIntegrations, eq(gitIntegrations.id, runtimes.gitIntegrationId))
    .orderBy(asc(sql`lower(${runtimes.name})`))
    .limit(limit);
  return ok(rows);
}
