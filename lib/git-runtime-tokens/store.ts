import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { runtimes } from '#db/schema/runtimes.ts';
import { recordAct } from '#lib/audit/record.ts';
import type { Context } from '#lib/context.ts';
import type { RepositoryAccess } from '#lib/git-providers/provider.ts';
import { accountOf } from '#lib/git-tokens/judge.ts';
import {
  candidateColumns,
  type CandidateToken,
  holdOrigin,
  isProven,
  replaceToken,
  type SavedToken,
} from '#lib/git-tokens/save.ts';
import { accessColumns, tokenFingerprints, type TokenRow, type Tx } from '#lib/git-tokens/store.ts';
import { holds, runtimeTokenStatus } from '#lib/runtimes/admin-row.ts';
import type { AdministeredRuntime } from '#lib/runtimes/find.ts';
import { finishInstallation } from '#lib/runtimes/finish-installation.ts';

type RuntimeRow = AdministeredRuntime['runtime'];

/** Whether a good token is in a runtime. */
export function hasGoodToken(runtime: RuntimeRow, token: TokenRow | null, now: Date): boolean {
  if (token === null) return false;
  return holds(runtimeTokenStatus(runtime, { ...token, renewsItself: token.refreshToken !== null }, now));
}

/** Lets one change of a runtime happen at a time, until the transaction ends. Null: the runtime is gone. */
export async function lockRuntime(tx: Tx, runtimeId: string): Promise<RuntimeRow | null> {
  // Rows that refer to it, such as its events, may be added meanwhile.
  const [runtime] = await tx.select().from(runtimes).where(eq(runtimes.id, runtimeId)).for('no key update');
  return runtime ?? null;
}

/** What a repository check says of a Git runtime token, in the columns of its runtime. */
export async function writeRuntimeAccess(
  tx: Tx,
  runtimeId: string,
  columns: ReturnType<typeof accessColumns>,
): Promise<void> {
  if (columns === null) return;
  const { access, missing, remedyUrl, accessCheckedAt } = columns;
  await tx
    .update(runtimes)
    .set({
      tokenAccess: access,
      tokenMissing: missing,
      tokenRemedyUrl: remedyUrl,
      tokenAccessCheckedAt: accessCheckedAt,
    })
    .where(eq(runtimes.id, runtimeId));
}

/**
 * Seals and stores a Git runtime token: the first, or in the place of the one before, whose row it takes over.
 * @returns null, and nothing was stored, when the runtime is gone or its integration has moved, when another administrator set a token of an account
 * this one was not asked about, or when the token is unproven and a good one came into its place meanwhile.
 */
export async function saveRuntimeToken(
  ctx: Context,
  { runtime: { id: runtimeId }, token: seen }: AdministeredRuntime,
  candidate: CandidateToken,
  access: RepositoryAccess,
): Promise<SavedToken | null> {
  return ctx.db.transaction(async (tx) => {
    if (!(await holdOrigin(tx, candidate.integration))) return null;
    const runtime = await lockRuntime(tx, runtimeId);
    if (runtime === null) return null;
    const [before = null] = await tx.select().from(gitTokens).where(eq(gitTokens.runtimeId, runtimeId)).for('update');
    if (!isProven(access) && hasGoodToken(runtime, before, ctx.now)) return null;
    const { inspection } = candidate;
    const owner = inspection.outcome === 'accepted' ? inspection.owner.id : null;
    const account = accountOf(before)?.id ?? null;
    if (account !== null && account !== owner && account !== accountOf(seen)?.id) return null;

    const { id: gitIntegrationId } = candidate.integration;
    const row = before ?? { id: randomUUID(), userId: null, runtimeId, gitIntegrationId };
    const digests = tokenFingerprints(row, candidate.accessToken);
    const same = before !== null && digests.some((each) => Buffer.compare(before.fingerprint, each) === 0);
    const columns = candidateColumns(row, candidate, same ? before : null, ctx.now);
    if (before === null) await tx.insert(gitTokens).values({ ...row, ...columns });
    else await replaceToken(tx, before, columns);
    await writeRuntimeAccess(tx, runtimeId, accessColumns(access, ctx.now));
    await recordAct(tx, {
      at: ctx.now,
      actorId: ctx.actor.userId,
      action: 'runtime_token.set',
      runtimeId,
      gitIntegrationId,
      gitTokenId: row.id,
    });
    await finishInstallation(tx, runtimeId, ctx.now);
    return { tokenId: row.id, replaced: before === null || same ? [] : [before], previousTokenId: null };
  });
}
