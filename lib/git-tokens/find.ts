import { and, eq, inArray } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import type { Context } from '#lib/context.ts';
import { openIntegration, type OpenIntegration } from '#lib/git-integrations/open.ts';
import { mayUse } from '#lib/runtimes/may-use.ts';
import { deriveStatus, statusGroups } from './status.ts';
import type { TokenRow, Tx } from './store.ts';

/** A runtime I may use, with the token I use for it now. */
export interface MyRuntime {
  readonly id: string;
  readonly name: string;
  readonly repository: string;
  readonly integration: OpenIntegration;
  /** Null when I have not authorized it. */
  readonly token: TokenRow | null;
  readonly access: string | null;
}

/** Those of these runtimes that I may use, each with its integration opened for calls. Others are left out. */
export async function findMyRuntimes(ctx: Context, runtimeIds: readonly string[]): Promise<readonly MyRuntime[]> {
  if (runtimeIds.length === 0) return [];
  const rows = await ctx.db
    .select({ runtime: runtimes, integration: gitIntegrations, token: gitTokens, access: authorizations.access })
    .from(runtimes)
    .innerJoin(gitIntegrations, eq(gitIntegrations.id, runtimes.gitIntegrationId))
    .leftJoin(
      authorizations,
      and(eq(authorizations.runtimeId, runtimes.id), eq(authorizations.userId, ctx.actor.userId)),
    )
    .leftJoin(gitTokens, eq(gitTokens.id, authorizations.gitTokenId))
    .where(and(inArray(runtimes.id, [...runtimeIds]), mayUse(ctx.actor.userId)))
    .orderBy(runtimes.name);
  return rows.map(({ runtime, integration, token, access }) => ({
    id: runtime.id,
    name: runtime.name,
    repository: runtime.repository,
    integration: openIntegration(integration),
    token,
    access,
  }));
}

/** One of my runtimes, or null when there is none of that id that I may use. */
export async function findMyRuntime(ctx: Context, runtimeId: string): Promise<MyRuntime | null> {
  return (await findMyRuntimes(ctx, [runtimeId]))[0] ?? null;
}

/** The account I use at this integration, told by any of my tokens there; null when none was ever accepted. */
export async function findMyAccount(
  db: Database,
  userId: string,
  gitIntegrationId: string,
): Promise<{ readonly id: string; readonly login: string } | null> {
  const rows = await db
    .select({ id: gitTokens.ownerId, login: gitTokens.ownerLogin })
    .from(gitTokens)
    .where(and(eq(gitTokens.userId, userId), eq(gitTokens.gitIntegrationId, gitIntegrationId)))
    .orderBy(gitTokens.createdAt);
  for (const { id, login } of rows) if (id !== null && login !== null) return { id, login };
  return null;
}

/** Whether a new token may take the place of the old one though it could not be fully proven: nothing good is lost. */
export function nothingToLose(runtime: Pick<MyRuntime, 'token' | 'access'>, now: Date): boolean {
  const { token, access } = runtime;
  if (token === null || access === null) return true;
  const facts = { ...token, renewsItself: token.refreshToken !== null, access };
  return statusGroups[deriveStatus(facts, now)] === 'broken';
}

/** The same, asked again when the person's tokens are locked: another window may have stored a good one meanwhile. */
export async function losesNothing(
  tx: Tx,
  link: { readonly userId: string; readonly runtimeId: string; readonly gitTokenId: string },
  now: Date,
): Promise<boolean> {
  const [stands] = await tx
    .select({ token: gitTokens, access: authorizations.access })
    .from(authorizations)
    .innerJoin(gitTokens, eq(gitTokens.id, authorizations.gitTokenId))
    .where(and(eq(authorizations.userId, link.userId), eq(authorizations.runtimeId, link.runtimeId)));
  return stands === undefined || stands.token.id === link.gitTokenId || nothingToLose(stands, now);
}
