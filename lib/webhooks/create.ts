import { z } from 'zod';
import type { Context } from '#lib/context.ts';
import { fail, type Result } from '#lib/result.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
export const createWebhookSchema = z.strictObject({ runtimeId: z.uuid() });

export async function createWebhook(
  ctx: Context,
  input: z.output<typeof createWebhookSchema>,
): Promise<
  Result<
    { page: AdminRuntimePage; outcome: 'created' | 'adopted' },
    | 'not_administrator'
    | 'not_found'
    | 'changed_meanwhile'
    | 'no_runtime_token'
    | 'reconnect_required'
    | 'token_rejected'
    | 'missing_scope'
    | 'read_only'
    | 'no_access'
    | 'archived'
    | 'policy'
    | 'sso_required'
    | 'unreachable'
    | 'webhook_address'
    | 'webhook_limit'
    | 'webhook_refused'
  >
> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  return fail(input.runtimeId === '' ? 'not_found' : 'not_found');
}
