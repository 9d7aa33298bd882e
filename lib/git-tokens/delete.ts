import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { authorizations } from '#db/schema/git-tokens.ts';
import type { Context } from '#lib/context.ts';
import { idSchema } from '#lib/ids.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { readRuntime } from '#lib/runtimes/read.ts';
import type { RuntimeRow } from '#lib/runtimes/view.ts';
import { findMyRuntime } from './find.ts';
import { revokeAtProvider } from './revoke.ts';
import { deleteIfUnused, lockTokensOf } from './store.ts';

export const deleteTokenSchema = z.strictObject({
  runtimeId: idSchema,
  /** From every runtime of mine that uses this token, not only from this one. */
  everywhere: z.boolean(),
  /** Revoke it at the provider when nothing uses it any more. */
  revoke: z.boolean(),
});

export interface DeletedToken {
  readonly row: RuntimeRow;
  /**
   * `revoked` at the provider · `unsupported` there, do it at `manageUrl` · `failed`: not reached or refused, do it there ·
   * `still_used` by other runtimes of mine · `kept`: not asked for.
   */
  readonly revocation: 'revoked' | 'unsupported' | 'failed' | 'still_used' | 'kept';
  readonly manageUrl: string;
}

/** Takes my token from a runtime. The runtime itself and other people are not affected. */
export async function deleteToken(
  ctx: Context,
  input: z.infer<typeof deleteTokenSchema>,
): Promise<Result<DeletedToken, 'not_found' | 'no_token' | 'changed_meanwhile'>> {
  const runtime = await findMyRuntime(ctx, input.runtimeId);
  if (runtime === null) return fail('not_found');
  const { token, integration } = runtime;
  if (token === null) return fail('no_token');
  const { userId } = ctx.actor;
  const deleted = await ctx.db.transaction(async (tx) => {
    await lockTokensOf(tx, userId);
    const mine = and(eq(authorizations.userId, userId), eq(authorizations.gitTokenId, token.id));
    const links = await tx
      .delete(authorizations)
      .where(input.everywhere ? mine : and(mine, eq(authorizations.runtimeId, runtime.id)))
      .returning({ runtimeId: authorizations.runtimeId });
    return links.length === 0 ? 'changed' : deleteIfUnused(tx, userId, token.id);
  });
  if (deleted === 'changed') return fail('changed_meanwhile');
  const row = await readRuntime(ctx, runtime.id);
  if (row === null) return fail('not_found');
  const { provider, host, application } = integration;
  const manageUrl = provider.manageUrl(host, token.kind, application);
  if (deleted === null) return ok({ row, revocation: 'still_used', manageUrl });
  if (!input.revoke) return ok({ row, revocation: 'kept', manageUrl });
  const { outcome } = await revokeAtProvider(integration, deleted);
  const revocation = outcome === 'revoked' || outcome === 'unsupported' ? outcome : 'failed';
  return ok({ row, revocation, manageUrl });
}
