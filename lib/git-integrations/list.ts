import { asc, count, eq } from 'drizzle-orm';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import type { Context } from '#lib/context.ts';
import { gitProvider } from '#lib/git-providers/registry.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { redirectUri } from './redirect-uri.ts';
import { hostName } from './view.ts';

/** A Git integration as an administrator sees it. The client secret is never among it. */
export interface AdminIntegration {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly providerLabel: string;
  readonly origin: string;
  readonly host: string;
  readonly apiBase: string;
  readonly oauthClientId: string | null;
  /** What the OAuth application must be registered with at the provider. */
  readonly redirectUri: string;
  readonly runtimes: number;
}

/** All Git integrations. Administrators only. */
export async function listIntegrations(
  ctx: Context,
): Promise<Result<readonly AdminIntegration[], 'not_administrator'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const rows = await ctx.db
    .select({
      id: gitIntegrations.id,
      name: gitIntegrations.name,
      provider: gitIntegrations.provider,
      origin: gitIntegrations.origin,
      apiBase: gitIntegrations.apiBase,
      oauthClientId: gitIntegrations.oauthClientId,
      runtimes: count(runtimes.id),
    })
    .from(gitIntegrations)
    .leftJoin(runtimes, eq(runtimes.gitIntegrationId, gitIntegrations.id))
    .groupBy(gitIntegrations.id)
    .orderBy(asc(gitIntegrations.name));
  return ok(
    rows.map((row) => ({
      ...row,
      providerLabel: gitProvider(row.provider)?.label ?? row.provider,
      host: hostName(row.origin),
      redirectUri: redirectUri(row.id),
    })),
  );
}
