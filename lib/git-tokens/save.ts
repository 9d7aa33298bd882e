import { randomUUID } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import type { Context } from '#lib/context.ts';
import type { OpenIntegration } from '#lib/git-integrations/open.ts';
import type { Inspection, RepositoryAccess } from '#lib/git-providers/provider.ts';
import type { Secret } from '#lib/secret.ts';
import { losesNothing } from './find.ts';
import {
  accessColumns,
  deleteIfUnused,
  inspectionColumns,
  linkRuntime,
  lockTokensOf,
  sealedColumns,
  tokenFingerprints,
  type TokenRow,
  type Tx,
} from './store.ts';

type SealedFor = Parameters<typeof sealedColumns>[0];

/** A token that was looked at and is to be kept. */
export interface CandidateToken {
  readonly integration: OpenIntegration;
  readonly kind: string;
  readonly accessToken: Secret;
  readonly refreshToken: Secret | null;
  /** The expiry told by the person or by the token endpoint, for where inspection does not tell. */
  readonly expiresAt: Date | null;
  readonly expirySource: TokenRow['expirySource'];
  readonly refreshExpiresAt: Date | null;
  readonly inspection: Inspection;
}

/** What the candidate may do in one runtime's repository; null access: not known. */
export interface CandidateLink {
  readonly runtimeId: string;
  readonly access: RepositoryAccess | null;
}

export interface SavedToken {
  readonly tokenId: string;
  /** Tokens that were replaced and that nothing uses any more: already gone here. */
  readonly replaced: readonly TokenRow[];
  /** The token that the first link's runtime used before; null for none or the same. */
  readonly previousTokenId: string | null;
}

/** Whether the provider said that the token may write. */
export function isProven(access: RepositoryAccess | null): boolean {
  return access?.outcome === 'checked' && access.access === 'writable';
}

/**
 * The columns of a candidate, sealed for its row. `same` is the row that has this very token already: what is known of
 * its end stays, where nothing newer is told.
 */
export function candidateColumns(row: SealedFor, candidate: CandidateToken, same: TokenRow | null, now: Date) {
  const { accessToken, refreshToken, integration } = candidate;
  const known = candidate.expiresAt === null && same !== null ? same : candidate;
  return {
    kind: candidate.kind,
    ...sealedColumns(row, integration.host.origin, accessToken, refreshToken),
    expiresAt: known.expiresAt,
    expirySource: known.expirySource,
    refreshExpiresAt: candidate.refreshExpiresAt,
    unusableReason: null,
    reportedAt: null,
    ...inspectionColumns(candidate.inspection, known, now),
  };
}

/** Puts a secret in the place of a stored one: what was begun with the old one writes nothing any more. */
export async function replaceToken(
  tx: Tx,
  stored: Pick<TokenRow, 'id' | 'generation'>,
  facts: ReturnType<typeof candidateColumns>,
): Promise<void> {
  await tx
    .update(gitTokens)
    .set({ ...facts, generation: stored.generation + 1, refreshClaim: null, refreshDispatchedAt: null })
    .where(eq(gitTokens.id, stored.id));
}

/**
 * Whether an integration is still where its token was looked at, and holds it there until the transaction ends. Asked
 * before anything else is locked, as whoever moves an integration begins with it too.
 */
export async function holdOrigin(tx: Tx, { id, host }: OpenIntegration): Promise<boolean> {
  const [row] = await tx
    .select({ origin: gitIntegrations.origin })
    .from(gitIntegrations)
    .where(eq(gitIntegrations.id, id))
    .for('share');
  return row?.origin === host.origin;
}

/**
 * Seals and stores a token and links it, in one transaction: either all of it happens or nothing does. The same token of
 * the same person stays one row, whichever of two tabs comes first.
 * @returns null, and nothing was stored, when the token is unproven and a good one came into its place meanwhile, or when
 * the integration has moved to another host.
 */
export async function saveToken(
  ctx: Context,
  candidate: CandidateToken,
  links: readonly CandidateLink[],
): Promise<SavedToken | null> {
  const { userId } = ctx.actor;
  return ctx.db.transaction(async (tx) => {
    if (!(await holdOrigin(tx, candidate.integration))) return null;
    await lockTokensOf(tx, userId);
    const of = { id: randomUUID(), userId, runtimeId: null, gitIntegrationId: candidate.integration.id };
    const [same] = await tx
      .select()
      .from(gitTokens)
      .where(
        and(
          eq(gitTokens.userId, userId),
          eq(gitTokens.gitIntegrationId, of.gitIntegrationId),
          inArray(gitTokens.fingerprint, tokenFingerprints(of, candidate.accessToken)),
        ),
      );
    const row = same ?? of;
    for (const link of links) {
      const authorization = { userId, runtimeId: link.runtimeId, gitTokenId: row.id };
      if (!isProven(link.access) && !(await losesNothing(tx, authorization, ctx.now))) return null;
    }
    const facts = candidateColumns(row, candidate, same ?? null, ctx.now);
    if (same === undefined) await tx.insert(gitTokens).values({ ...of, ...facts });
    else await replaceToken(tx, same, facts);
    const before: (string | null)[] = [];
    for (const link of links) {
      const authorization = { userId, runtimeId: link.runtimeId, gitTokenId: row.id };
      before.push(await linkRuntime(tx, authorization, accessColumns(link.access, ctx.now)));
    }
    const replaced: TokenRow[] = [];
    for (const id of new Set(before.filter((id) => id !== null))) {
      const deleted = await deleteIfUnused(tx, userId, id);
      if (deleted !== null) replaced.push(deleted);
    }
    return { tokenId: row.id, replaced, previousTokenId: before[0] ?? null };
  });
}
