import { and, count, countDistinct, eq, isNull, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { gitTokens, oauthStates } from '#db/schema/git-tokens.ts';
import { runtimes } from '#db/schema/runtimes.ts';

type Tx = Pick<Database, 'select' | 'update' | 'delete'>;

/** What another origin would make unusable. */
export async function affectedByMove(tx: Tx, integrationId: string): Promise<{ tokens: number; people: number }> {
  const [found] = await tx
    .select({ tokens: count(), people: countDistinct(gitTokens.userId) })
    .from(gitTokens)
    .where(and(eq(gitTokens.gitIntegrationId, integrationId), isNull(gitTokens.unusableReason)));
  return found ?? { tokens: 0, people: 0 };
}

/**
 * Parts an integration from everything that was its old host's, as its origin becomes another. Stored tokens are sealed
 * for the old one, so they do not open any more; here they are also said to be unusable, and a new generation makes
 * every check and refresh under way write nothing. Webhooks are the old host's, and so are their secrets.
 */
export async function leaveOldHost(tx: Tx, integrationId: string): Promise<void> {
  // Runtimes before tokens, as whoever sets a runtime's token: neither waits for the other for ever.
  await tx
    .update(runtimes)
    .set({
      webhookId: null,
      webhookSecret: null,
      webhookCheckedAt: null,
      webhookGoneAt: null,
      tokenAccess: 'unknown',
      tokenMissing: [],
      tokenRemedyUrl: null,
      tokenAccessCheckedAt: null,
    })
    .where(eq(runtimes.gitIntegrationId, integrationId));
  await tx
    .update(gitTokens)
    .set({
      unusableReason: 'origin_changed',
      generation: sql`${gitTokens.generation} + 1`,
      refreshClaim: null,
      refreshClaimUntil: null,
      refreshDispatchedAt: null,
    })
    .where(eq(gitTokens.gitIntegrationId, integrationId));
  await tx.delete(oauthStates).where(eq(oauthStates.gitIntegrationId, integrationId));
}
