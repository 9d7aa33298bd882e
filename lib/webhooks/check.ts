import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { runtimes } from '#db/schema/runtimes.ts';
import { openRuntimeToken } from '#lib/git-runtime-tokens/open.ts';
import type { AdministeredRuntime } from '#lib/runtimes/find.ts';

/** Looks whether a runtime's webhook is still there. Whoever does not say yes or no changes nothing. */
export async function checkWebhook(db: Database, found: AdministeredRuntime, now: Date): Promise<void> {
  const { runtime, integration } = found;
  const { webhookId, repository } = runtime;
  if (webhookId === null) return;
  const opened = await openRuntimeToken(db, found, now);
  if (!opened.ok) return;
  const { token, row } = opened.value;
  const { provider, host } = integration;
  const { outcome } = await provider.findWebhook({ host, token, kindId: row.kind, repository, webhookId });
  if (outcome !== 'present' && outcome !== 'gone') return;
  const since = sql`coalesce(${runtimes.webhookGoneAt}, ${now.toISOString()}::timestamptz)`;
  await db
    .update(runtimes)
    .set({ webhookCheckedAt: now, webhookGoneAt: outcome === 'present' ? null : since })
    // Not of one that was made in its place meanwhile.
    .where(and(eq(runtimes.id, runtime.id), eq(runtimes.webhookId, webhookId)));
}
