import { and, eq, isNotNull } from 'drizzle-orm';
import { z } from 'zod';
import { runtimes } from '#db/schema/runtimes.ts';
import { recordAct } from '#lib/audit/record.ts';
import type { Context } from '#lib/context.ts';
import type { WebhookCall } from '#lib/git-providers/provider.ts';
import { openRuntimeToken } from '#lib/git-runtime-tokens/open.ts';
import { checkStoredToken } from '#lib/git-tokens/check-stored.ts';
import { holdOrigin } from '#lib/git-tokens/save.ts';
import { idSchema } from '#lib/ids.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
import { type AdministeredRuntime, findRuntime } from '#lib/runtimes/find.ts';
import { showRuntime } from '#lib/runtimes/show.ts';
import { webhookAddress } from './address.ts';
import { judgeWebhook, type WebhookFailure } from './judge.ts';
import { forgetWebhookSecret, webhookSecret } from './secret.ts';

export const createWebhookSchema = z.strictObject({ runtimeId: idSchema });

type CreateFailure =
  | WebhookFailure['code']
  | 'not_administrator'
  | 'not_found'
  | 'changed_meanwhile'
  | 'no_runtime_token'
  | 'reconnect_required'
  | 'token_rejected';

/**
 * Makes the webhook for a runtime's Git events with its own token, or adopts the one that is there: asked twice, or
 * after an answer that never came, there is one in the end. Administrators only.
 */
export async function createWebhook(
  ctx: Context,
  { runtimeId }: z.output<typeof createWebhookSchema>,
): Promise<Result<{ page: AdminRuntimePage; outcome: 'created' | 'adopted' }, CreateFailure>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const found = await findRuntime(ctx.db, runtimeId);
  if (found === null) return fail('not_found');
  const opened = await openRuntimeToken(ctx.db, found, ctx.now);
  if (!opened.ok) return opened;
  const { provider, host } = found.integration;
  const signed = await webhookSecret(ctx.db, runtimeId, found.integration);
  if (signed === null) return fail('changed_meanwhile');
  const { token, row } = opened.value;
  const call = { host, token, kindId: row.kind, repository: found.runtime.repository };
  const answer = await provider.createWebhook({ ...call, url: webhookAddress(runtimeId), secret: signed.secret });
  if (!('webhookId' in answer)) {
    // Surely not made: a removal of the runtime need not look for it.
    if (signed.made !== null && answer.outcome !== 'unreachable') {
      await forgetWebhookSecret(ctx.db, runtimeId, signed.made);
    }
    // The page is to say so too.
    if (answer.outcome === 'rejected') {
      await checkStoredToken(ctx.db, { token: row, cause: 'refusal', runtimeId }, ctx.now);
    }
    return judgeWebhook(found, answer);
  }
  if (!(await keepWebhook(ctx, found, call, answer.webhookId))) return fail('changed_meanwhile');
  const page = await showRuntime(ctx, { runtimeId });
  return page.ok ? ok({ page: page.value, outcome: answer.outcome }) : page;
}

/**
 * Writes down which webhook is the runtime's. One that it had at another address goes, and so does the new one when the
 * runtime was removed or its integration moved meanwhile: then it returns false.
 */
async function keepWebhook(
  ctx: Context,
  { runtime, integration }: AdministeredRuntime,
  call: WebhookCall,
  webhookId: string,
): Promise<boolean> {
  const kept = await ctx.db.transaction(async (tx) => {
    if (!(await holdOrigin(tx, integration))) return false;
    const written = await tx
      .update(runtimes)
      .set({ webhookId, webhookCheckedAt: ctx.now, webhookGoneAt: null })
      // The secret goes with a move to another host, though the integration be back by now.
      .where(and(eq(runtimes.id, runtime.id), isNotNull(runtimes.webhookSecret)))
      .returning({ id: runtimes.id });
    if (written.length === 0) return false;
    const act = { at: ctx.now, actorId: ctx.actor.userId, action: 'webhook.create' };
    await recordAct(tx, { ...act, runtimeId: runtime.id, gitIntegrationId: integration.id });
    return true;
  });
  const stray = kept ? runtime.webhookId : webhookId;
  if (stray !== null && !(kept && stray === webhookId)) {
    // Best effort: it delivers to an address where nothing is, or is ours no more.
    await integration.provider.deleteWebhook({ ...call, webhookId: stray });
  }
  return kept;
}
