import { and, count, eq, isNull } from 'drizzle-orm';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { runtimeKeys, runtimes } from '#db/schema/runtimes.ts';
import { factColumns } from '#lib/git-tokens/facts.ts';
import type { Tx } from '#lib/git-tokens/store.ts';
import { adminColumns, holds, runtimeTokenStatus } from './admin-row.ts';

/**
 * Lets people see a runtime once its token holds and it has, or had, a key. Asked after each step that may have been the
 * last; what is installed stays so.
 */
export async function finishInstallation(tx: Tx, runtimeId: string, now: Date): Promise<void> {
  const [found] = await tx
    .select({ runtime: adminColumns.runtime, token: factColumns })
    .from(runtimes)
    .innerJoin(gitTokens, eq(gitTokens.runtimeId, runtimes.id))
    .where(and(eq(runtimes.id, runtimeId), isNull(runtimes.installedAt)));
  if (found === undefined || !holds(runtimeTokenStatus(found.runtime, found.token, now))) return;
  const [keys] = await tx.select({ ever: count() }).from(runtimeKeys).where(eq(runtimeKeys.runtimeId, runtimeId));
  if ((keys?.ever ?? 0) === 0) return;
  await tx
    .update(runtimes)
    .set({ installedAt: now })
    .where(and(eq(runtimes.id, runtimeId), isNull(runtimes.installedAt)));
}
