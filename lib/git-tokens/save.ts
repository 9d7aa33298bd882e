import { randomUUID } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import { gitTokens } from '#db/schema/git-tokens.ts';
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
} from './store.ts';

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
  /** Tokens that were replaced and that nothing uses any more: already deleted here. */
  readonly replaced: readonly TokenRow[];
  /** The token that the first link's runtime used before; null for none or the same. */
  readonly previousTokenId: string | null;
}

/** Whether the provider said that the token may write. */
export function isProven(access: RepositoryAccess | null): boolean {
  return access?.outcome === 'checked' && access.access === 'writable';
}

/**
 * Seals and stores a token and links it, in one transaction: either all of it happens or nothing does. The same token of
 * the same person stays one row, whichever of two tabs comes first.
 * @returns null, and nothing was stored, when the token is unproven and a good one came into its place meanwhile.
 */
export async function saveToken(
  ctx: Context,
  candidate: CandidateToken,
  links: readonly CandidateLink[],
): Promise<SavedToken | null> {
  const { userId } = ctx.actor;
  return ctx.db.transaction(async (tx) => {
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
    const { accessToken, refreshToken, integration } = candidate;
    const known = candidate.expiresAt === null && same !== undefined ? same : candidate;
    const facts = {
      kind: candidate.kind,
      ...sealedColumns(row, integration.host.origin, accessToken, refreshToken),
      expiresAt: known.expiresAt,
      expirySource: known.expirySource,
      refreshExpiresAt: candidate.refreshExpiresAt,
      unusableReason: null,
      ...inspectionColumns(candidate.inspection, known, ctx.now),
    };
    if (same === undefined) {
      await tx.insert(gitTokens).values({ ...of, ...facts });
    } else {
      await tx
        .update(gitTokens)
        .set({ ...facts, generation: same.generation + 1, refreshClaim: null, refreshDispatchedAt: null })
        .where(eq(gitTokens.id, same.id));
    }
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
