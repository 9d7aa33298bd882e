import { z } from 'zod';
import type { Context } from '#lib/context.ts';
import { checkRow } from '#lib/git-tokens/check-row.ts';
import { idSchema } from '#lib/ids.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
import { findRuntime } from '#lib/runtimes/find.ts';
import { showRuntime } from '#lib/runtimes/show.ts';
import { checkWebhook } from '#lib/webhooks/check.ts';

export const checkRuntimeSchema = z.strictObject({ runtimeId: idSchema });

/**
 * Asks the provider about a runtime's own token, what it may do in the repository, and whether the webhook is there. A
 * provider that gives no verdict changes nothing but the time of the attempt. Administrators only.
 */
export async function checkRuntime(
  ctx: Context,
  { runtimeId }: z.output<typeof checkRuntimeSchema>,
): Promise<Result<{ page: AdminRuntimePage }, 'not_administrator' | 'not_found' | 'no_runtime_token'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const { db, now } = ctx;
  const found = await findRuntime(db, runtimeId);
  if (found === null) return fail('not_found');
  if (found.token === null) return fail('no_runtime_token');
  await checkRow(db, found.token, found.integration, now);
  const checked = await findRuntime(db, runtimeId);
  if (checked === null) return fail('not_found');
  if (checked.token?.verdict === 'accepted') await checkWebhook(db, checked, now);
  const page = await showRuntime(ctx, { runtimeId });
  return page.ok ? ok({ page: page.value }) : page;
}
