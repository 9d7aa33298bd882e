import { eq } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import { openIntegration, type OpenIntegration } from '#lib/git-integrations/open.ts';
import type { TokenRow } from './store.ts';

/** A token, whosever it is, with its Git integration opened for calls; null when there is none of that id. */
export async function readStored(
  db: Database,
  tokenId: string,
): Promise<{ readonly row: TokenRow; readonly integration: OpenIntegration } | null> {
  const [found] = await db
    .select({ row: gitTokens, integration: gitIntegrations })
    .from(gitTokens)
    .innerJoin(gitIntegrations, eq(gitIntegrations.id, gitTokens.gitIntegrationId))
    .where(eq(gitTokens.id, tokenId));
  return found === undefined ? null : { row: found.row, integration: openIntegration(found.integration) };
}
