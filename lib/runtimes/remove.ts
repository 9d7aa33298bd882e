import { asc, eq, inArray } from 'drizzle-orm';
import pMap from 'p-map';
import { z } from 'zod';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { runtimes } from '#db/schema/runtimes.ts';
import { users } from '#db/schema/users.ts';
import { recordAct } from '#lib/audit/record.ts';
import type { Context } from '#lib/context.ts';
import type { OpenIntegration } from '#lib/git-integrations/open.ts';
import { hostName } from '#lib/git-integrations/view.ts';
import { revokeAtProvider } from '#lib/git-tokens/revoke.ts';
import { deleteUnusedOf, type TokenRow } from '#lib/git-tokens/store.ts';
import { idSchema } from '#lib/ids.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { deleteWebhook } from '#lib/webhooks/delete.ts';
import { findRuntime } from './find.ts';
import { type TokenLeft, tokensLeftWords, webhookLeftWords } from './removal-words.ts';

export const removeRuntimeSchema = z.strictObject({ runtimeId: idSchema });

/** What came of a removal, and what is left elsewhere for a person to do. */
export interface RemovedRuntime {
  /** `left`: it could not be removed at the provider; `webhookUrl` is the page to do it by hand. */
  readonly webhook: 'deleted' | 'none' | 'left';
  readonly webhookUrl: string | null;
  /** Tokens that nothing uses any more and that were deleted here, its Git runtime token among them. */
  readonly tokensDeleted: number;
  /** One sentence for each thing that could not be removed or revoked. */
  readonly left: readonly string[];
}

/** How many tokens are revoked at a time. */
const revokedAtOnce = 4;

interface DeletedToken {
  readonly row: TokenRow;
  /** Whose it was; null: the runtime's own. */
  readonly person: string | null;
}

/**
 * Removes a runtime: its webhook at the provider, its keys, events, links and Git runtime token, and people's tokens
 * that served it alone. What cannot be removed or revoked elsewhere never stops it, and is named. Administrators only.
 */
export async function removeRuntime(
  ctx: Context,
  { runtimeId }: z.output<typeof removeRuntimeSchema>,
): Promise<Result<RemovedRuntime, 'not_administrator' | 'not_found'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const found = await findRuntime(ctx.db, runtimeId);
  if (found === null) return fail('not_found');
  const { integration, runtime } = found;
  const { provider, host } = integration;
  const { repository } = runtime;
  // Before the token goes that it takes.
  const webhook = await deleteWebhook(ctx.db, found, ctx.now);
  const deleted = await deleteRows(ctx, runtimeId, integration.id);
  if (deleted === null) return fail('not_found');
  const tokensLeft = await revokeAll(integration, deleted);
  const place = { repository, host: hostName(host.origin) };
  return ok({
    webhook: webhook.outcome,
    webhookUrl: webhook.outcome === 'left' ? provider.webhooksUrl(host, repository) : null,
    tokensDeleted: deleted.length,
    left: [
      ...(webhook.outcome === 'left' ? [webhookLeftWords(webhook.why, place)] : []),
      ...tokensLeftWords(tokensLeft, place),
    ],
  });
}

/** Deletes what belongs to the runtime alone, all or nothing; null when it is gone already. */
async function deleteRows(
  ctx: Context,
  runtimeId: string,
  gitIntegrationId: string,
): Promise<readonly DeletedToken[] | null> {
  return ctx.db.transaction(async (tx) => {
    // People first, then the runtime: the order of whoever links a token, so that neither waits for the other for ever.
    const linked = tx
      .select({ userId: authorizations.userId })
      .from(authorizations)
      .where(eq(authorizations.runtimeId, runtimeId));
    const people = await tx
      .select({ id: users.id, name: users.name })
      .from(users)
      .where(inArray(users.id, linked))
      .orderBy(asc(users.id))
      // Not so tight that rows which refer to them, such as a membership being made, wait too.
      .for('no key update');
    const [locked] = await tx
      .select({ id: runtimes.id })
      .from(runtimes)
      .where(eq(runtimes.id, runtimeId))
      .for('update');
    if (locked === undefined) return null;
    const unused = await deleteUnusedOf(tx, runtimeId);
    const own = await tx.delete(gitTokens).where(eq(gitTokens.runtimeId, runtimeId)).returning();
    await tx.delete(runtimes).where(eq(runtimes.id, runtimeId));
    const act = { at: ctx.now, actorId: ctx.actor.userId, runtimeId, gitIntegrationId };
    await recordAct(tx, { ...act, action: 'runtime.remove' });
    const names = new Map(people.map(({ id, name }) => [id, name]));
    for (const { id: gitTokenId, userId } of unused) {
      await recordAct(tx, { ...act, action: 'git_token.delete', gitTokenId, ...(userId === null ? {} : { userId }) });
    }
    return [
      ...own.map((row) => ({ row, person: null })),
      ...unused.map((row) => ({ row, person: names.get(row.userId ?? '') ?? 'a person' })),
    ];
  });
}

/**
 * Revokes the OAuth tokens among them at the provider: granted to us alone, they serve nobody any more. A provider that
 * did not answer once is not asked again. A person's own access tokens are theirs to keep; the runtime's is named.
 */
async function revokeAll(
  integration: OpenIntegration,
  deleted: readonly DeletedToken[],
): Promise<readonly TokenLeft[]> {
  let answers = true;
  let first: Promise<unknown> | null = null;
  async function ask(row: TokenRow): Promise<boolean> {
    // The first alone says whether the provider answers.
    if (first !== null) await first;
    if (!answers) return false;
    const asking = revokeAtProvider(integration, row);
    first ??= asking;
    const { outcome } = await asking;
    if (outcome === 'unreachable') answers = false;
    return outcome === 'revoked';
  }
  async function revoke({ row, person }: DeletedToken): Promise<TokenLeft | null> {
    const kindLabel = integration.provider.kinds.find((kind) => kind.id === row.kind)?.label ?? row.kind;
    const which = { person, kindLabel, lastFour: row.lastFour, login: row.ownerLogin };
    if (row.kind !== 'oauth') return person === null ? { ...which, why: 'not_ours' } : null;
    return (await ask(row)) ? null : { ...which, why: 'failed' };
  }
  const left = await pMap(deleted, revoke, { concurrency: revokedAtOnce });
  return left.filter((each) => each !== null);
}
