import { asc, count, eq, sql } from 'drizzle-orm';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import type { Context } from '#lib/context.ts';
import { gitProvider } from '#lib/git-providers/registry.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { lookalike } from './origin.ts';
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
  /** Whether a client secret is stored. */
  readonly hasClientSecret: boolean;
  /** How a host with letters beyond ASCII looks to people; null for all others. */
  readonly lookalike: string | null;
  /** What the OAuth application must be registered with at the provider. */
  readonly redirectUri: string;
  readonly hasCaBundle: boolean;
  readonly runtimes: number;
}

/** What is read of a row for a view: facts about the client secret and the certificates, not they themselves. */
export const adminIntegrationColumns = {
  id: gitIntegrations.id,
  name: gitIntegrations.name,
  provider: gitIntegrations.provider,
  origin: gitIntegrations.origin,
  apiBase: gitIntegrations.apiBase,
  oauthClientId: gitIntegrations.oauthClientId,
  hasClientSecret: sql<boolean>`${gitIntegrations.oauthClientSecret} is not null`,
  hasCaBundle: sql<boolean>`${gitIntegrations.caBundle} is not null`,
};

type Columns = Omit<AdminIntegration, 'providerLabel' | 'host' | 'lookalike' | 'redirectUri'>;

export function adminIntegration(row: Columns): AdminIntegration {
  return {
    ...row,
    providerLabel: gitProvider(row.provider)?.label ?? row.provider,
    host: hostName(row.origin),
    lookalike: lookalike(row.origin),
    redirectUri: redirectUri(row.id),
  };
}

/** All Git integrations. Administrators only. */
export async function listIntegrations(
  ctx: Context,
): Promise<Result<readonly AdminIntegration[], 'not_administrator'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const rows = await ctx.db
    .select({ ...adminIntegrationColumns, runtimes: count(runtimes.id) })
    .from(gitIntegrations)
    .leftJoin(runtimes, eq(runtimes.gitIntegrationId, gitIntegrations.id))
    .groupBy(gitIntegrations.id)
    .orderBy(asc(sql`lower(${gitIntegrations.name})`));
  return ok(rows.map(adminIntegration));
}
