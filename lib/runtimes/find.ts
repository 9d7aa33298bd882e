import { eq } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import { openIntegration, type OpenIntegration } from '#lib/git-integrations/open.ts';
import type { TokenRow } from '#lib/git-tokens/store.ts';

/** A runtime for the calls an administrator makes about it. Holds sealed columns: never for a browser. */
export interface AdministeredRuntime {
  readonly runtime: typeof runtimes.$inferSelect;
  readonly integration: OpenIntegration;
  /** Its Git runtime token; null when it has none. */
  readonly token: TokenRow | null;
}

/** Any runtime, whoever may use it: only for verbs that have seen that an administrator acts. Null: there is none. */
export async function findRuntime(db: Database, runtimeId: string): Promise<AdministeredRuntime | null> {
  const [row] = await db
    .select({ runtime: runtimes, integration: gitIntegrations, token: gitTokens })
    .from(runtimes)
    .innerJoin(gitIntegrations, eq(gitIntegrations.id, runtimes.gitIntegrationId))
    .leftJoin(gitTokens, eq(gitTokens.runtimeId, runtimes.id))
    .where(eq(runtimes.id, runtimeId));
  return row === undefined ? null : { ...row, integration: openIntegration(row.integration) };
}
