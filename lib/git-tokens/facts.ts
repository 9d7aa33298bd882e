import { getTableColumns, sql } from 'drizzle-orm';
import { gitTokens } from '#db/schema/git-tokens.ts';
import type { TokenFacts } from './status.ts';

const { accessToken, refreshToken, fingerprint, refreshClaim, refreshClaimUntil, refreshDispatchedAt, ...plain } =
  getTableColumns(gitTokens);

/** The columns of a token that hold no secret, and whether it can renew itself. */
export const factColumns = {
  ...plain,
  renewsItself: sql<boolean>`(${gitTokens.refreshToken} is not null)`.as('renews_itself'),
};

/** A token as the store tells it to anybody but the call that uses it. */
export type TokenFactsRow = Omit<
  typeof gitTokens.$inferSelect,
  'accessToken' | 'refreshToken' | 'fingerprint' | 'refreshClaim' | 'refreshClaimUntil' | 'refreshDispatchedAt'
> & { readonly renewsItself: boolean };

/** The facts that decide a status. */
export function statusFacts(token: TokenFactsRow, access: string): TokenFacts {
  return {
    verdict: token.verdict,
    acceptedAt: token.acceptedAt,
    expiresAt: token.expiresAt,
    renewsItself: token.renewsItself,
    unreachableReason: token.unreachableReason,
    unusableReason: token.unusableReason,
    access,
  };
}
