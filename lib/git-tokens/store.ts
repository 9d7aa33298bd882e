import { and, count, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { users } from '#db/schema/users.ts';
import { fingerprint, fingerprints, open, seal, UnsealError } from '#lib/cipher.ts';
import type { Inspection, RepositoryAccess } from '#lib/git-providers/provider.ts';
import { mayUse } from '#lib/runtimes/may-use.ts';
import { reveal, type Secret } from '#lib/secret.ts';

/** A row with its sealed columns: stays within this folder. */
export type TokenRow = typeof gitTokens.$inferSelect;

/** What a transaction gives; `Database` itself fits. */
export type Tx = Pick<Database, 'select' | 'insert' | 'update' | 'delete' | 'execute'>;

type SealedColumn = 'access_token' | 'refresh_token';

/** Whose a token is: a person's (a Git user token), or a runtime's (its Git runtime token). */
export interface TokenOwnership {
  readonly userId: string | null;
  readonly runtimeId: string | null;
}

function ownerId({ userId, runtimeId }: TokenOwnership): string {
  const id = userId ?? runtimeId;
  if (id === null) throw new Error('A token belongs to a person or to a runtime.');
  return id;
}

/** Where a token's secret is sealed: its row, column and owner, and the one origin it may be sent to. */
export function tokenPlace(row: TokenOwnership & { readonly id: string }, column: SealedColumn, origin: string) {
  return { table: 'git_tokens', column, rowId: row.id, ownerId: ownerId(row), origin };
}

/**
 * The token's text, or null when it does not open for this origin: host changed, row tampered with.
 * @throws UnknownKeyError when this process was not given its key, which says nothing about the row.
 */
export function openAccessToken(row: TokenRow, origin: string): Secret | null {
  return openColumn(row, row.accessToken, 'access_token', origin);
}

/** The refresh token's text; null when there is none or it does not open. @throws UnknownKeyError as above. */
export function openRefreshToken(row: TokenRow, origin: string): Secret | null {
  return row.refreshToken === null ? null : openColumn(row, row.refreshToken, 'refresh_token', origin);
}

function openColumn(row: TokenRow, sealed: Uint8Array, column: SealedColumn, origin: string): Secret | null {
  try {
    return open(sealed, tokenPlace(row, column, origin));
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}

/** The columns of a new or replaced secret. */
export function sealedColumns(
  row: TokenScope & { readonly id: string },
  origin: string,
  accessToken: Secret,
  refreshToken: Secret | null,
) {
  return {
    accessToken: seal(accessToken, tokenPlace(row, 'access_token', origin)),
    refreshToken: refreshToken === null ? null : seal(refreshToken, tokenPlace(row, 'refresh_token', origin)),
    fingerprint: fingerprint(accessToken, fingerprintScope(row)),
    lastFour: reveal(accessToken).slice(-4),
  };
}

interface TokenScope extends TokenOwnership {
  readonly gitIntegrationId: string;
}

function fingerprintScope(of: TokenScope): string {
  return `${ownerId(of)}/${of.gitIntegrationId}`;
}

/** Find the same token of the same owner at the same integration, whichever key of the ring it was stored under. */
export function tokenFingerprints(of: TokenScope, accessToken: Secret): Uint8Array[] {
  return fingerprints(accessToken, fingerprintScope(of));
}

/** What was known of a token before it was looked at; a new one has no verdict. */
type Known = Pick<TokenRow, 'expiresAt' | 'expirySource'> & Partial<Pick<TokenRow, 'verdict' | 'verdictAt'>>;

/** A verdict as columns. Its time is when it fell first: to say the same again moves nothing. */
export function verdictColumns(
  verdict: NonNullable<TokenRow['verdict']>,
  known: Partial<Pick<TokenRow, 'verdict' | 'verdictAt'>>,
  now: Date,
) {
  const verdictAt = known.verdict === verdict ? (known.verdictAt ?? now) : now;
  return { verdict, verdictAt };
}

/** What an inspection says, as columns. An unreachable provider leaves the last verdict as it was. */
export function inspectionColumns(inspection: Inspection, known: Known, now: Date) {
  if (inspection.outcome === 'unreachable') return { checkedAt: now, unreachableReason: inspection.reason };
  const verdict = { ...verdictColumns(inspection.outcome, known, now), checkedAt: now, unreachableReason: null };
  if (inspection.outcome === 'rejected') return verdict;
  return {
    ...verdict,
    acceptedAt: now,
    ownerId: inspection.owner.id,
    ownerLogin: inspection.owner.login,
    ownerAvatarUrl: inspection.owner.avatarUrl,
    scopes: inspection.scopes === null ? null : [...inspection.scopes],
    // A date that the person gave is not overruled by a provider that knows of none.
    ...(inspection.expiry === 'untold' || (inspection.expiry === 'never' && known.expirySource === 'user')
      ? { expiresAt: known.expiresAt, expirySource: known.expirySource }
      : { expiresAt: inspection.expiresAt, expirySource: 'provider' as const }),
  };
}

/** What a repository check says, as columns of the authorization; null when it said nothing new. */
export function accessColumns(access: RepositoryAccess | null, now: Date) {
  if (access === null || access.outcome !== 'checked') return null;
  return {
    access: access.access as string,
    missing: access.access === 'writable' ? [] : [...access.missing],
    remedyUrl: access.access === 'writable' ? null : access.remedyUrl,
    accessCheckedAt: now,
  };
}

/** Lets one change of a person's tokens happen at a time: two tabs, double clicks. Held until the transaction ends. */
export async function lockTokensOf(tx: Tx, userId: string): Promise<void> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('update');
}

/** Links a runtime to a token, in place of what it was linked to. Returns the token it used before, or null. */
export async function linkRuntime(
  tx: Tx,
  link: { readonly userId: string; readonly runtimeId: string; readonly gitTokenId: string },
  access: ReturnType<typeof accessColumns>,
): Promise<string | null> {
  const [before] = await tx
    .select({ gitTokenId: authorizations.gitTokenId })
    .from(authorizations)
    .where(and(eq(authorizations.userId, link.userId), eq(authorizations.runtimeId, link.runtimeId)));
  const unknown = { access: 'unknown', missing: [], remedyUrl: null, accessCheckedAt: null };
  const columns = access ?? (before?.gitTokenId === link.gitTokenId ? {} : unknown);
  await tx
    .insert(authorizations)
    .values({ ...link, ...columns })
    .onConflictDoUpdate({
      target: [authorizations.userId, authorizations.runtimeId],
      set: { gitTokenId: link.gitTokenId, ...columns },
    });
  return before === undefined || before.gitTokenId === link.gitTokenId ? null : before.gitTokenId;
}

/**
 * Deletes a token that no runtime of mine uses any more, and returns the row for a last use; null when it is still used.
 * Links to runtimes that I may not use any more do not keep it, and go with it.
 */
export async function deleteIfUnused(tx: Tx, userId: string, tokenId: string): Promise<TokenRow | null> {
  const [used] = await tx
    .select({ links: count() })
    .from(authorizations)
    .where(and(eq(authorizations.gitTokenId, tokenId), mayUse(userId, authorizations.runtimeId)));
  if ((used?.links ?? 0) > 0) return null;
  const [row] = await tx
    .delete(gitTokens)
    .where(and(eq(gitTokens.id, tokenId), eq(gitTokens.userId, userId)))
    .returning();
  return row ?? null;
}

/**
 * Deletes people's tokens that are linked to a runtime about to be removed and to no other, and returns the rows for a
 * last use. Not the person's own doing: a link to a runtime that they may not use now keeps the token too, as it counts
 * again once they are let back in.
 */
export async function deleteUnusedOf(tx: Tx, runtimeId: string): Promise<readonly TokenRow[]> {
  const linked = tx
    .select({ id: authorizations.gitTokenId })
    .from(authorizations)
    .where(eq(authorizations.runtimeId, runtimeId));
  const elsewhere = sql`select from ${authorizations} as elsewhere
    where elsewhere.git_token_id = ${gitTokens.id} and elsewhere.runtime_id <> ${runtimeId}`;
  return tx
    .delete(gitTokens)
    .where(and(inArray(gitTokens.id, linked), sql`not exists (${elsewhere})`))
    .returning();
}

/** Writes facts, but only while the secret they are about is still the one stored. Returns whether it was. */
export async function writeFacts(
  tx: Tx,
  row: Pick<TokenRow, 'id' | 'generation'>,
  facts: Partial<Omit<TokenRow, 'id' | 'generation' | 'userId' | 'runtimeId'>>,
): Promise<boolean> {
  const written = await tx
    .update(gitTokens)
    .set(facts)
    .where(and(eq(gitTokens.id, row.id), eq(gitTokens.generation, row.generation)))
    .returning({ id: gitTokens.id });
  return written.length > 0;
}

/** The database's clock: leases are judged by it, never by a process's own. */
export const databaseNow = sql<Date>`now()`;
