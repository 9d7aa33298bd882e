import { z } from 'zod';
import type { Context } from '#lib/context.ts';
import { fail, type Result } from '#lib/result.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
export const setRuntimeTokenSchema = z.strictObject({
  runtimeId: z.uuid(),
  token: z.string().max(50_000),
  expiresOn: z.iso.date().nullable(),
  acceptOtherOwner: z.boolean(),
});

export async function setRuntimeToken(
  ctx: Context,
  input: z.output<typeof setRuntimeTokenSchema>,
): Promise<
  Result<
    { page: AdminRuntimePage },
    | 'not_administrator'
    | 'not_found'
    | 'changed_meanwhile'
    | 'token_required'
    | 'token_too_long'
    | 'token_invisible_character'
    | 'token_invalid_characters'
    | 'token_is_private_key'
    | 'token_wrong_kind'
    | 'token_mistyped'
    | 'token_rejected'
    | 'token_duplicate'
    | 'missing_scope'
    | 'read_only'
    | 'no_access'
    | 'archived'
    | 'policy'
    | 'sso_required'
    | 'unreachable'
    | 'other_owner'
    | 'expiry_in_past'
  >
> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  return fail(input.runtimeId === '' ? 'not_found' : 'not_found');
}
