import { requestContext } from '#lib/auth/actor.ts';
import { env } from '#lib/env.ts';
import { failureStatus } from '#lib/failures.ts';
import { completeAuthorization } from '#lib/git-tokens/complete.ts';
import { idSchema } from '#lib/ids.ts';
import { type Failure, fail } from '#lib/result.ts';
import { failurePage } from './failure-page.ts';

/** After these the person is back where they started from, where the page says what came of it. */
const shownThere = new Set([
  'oauth_denied',
  'missing_scope',
  'read_only',
  'no_access',
  'archived',
  'policy',
  'sso_required',
  'other_owner',
  'unreachable',
  'changed_meanwhile',
]);

/** Back to User Settings, or to the runtime's own page, with what the words there need. */
function back(notice: string, detail: Failure['detail']): Response {
  const address = new URL(startOf(detail) ?? '/settings', env().publicUrl);
  address.searchParams.set('notice', notice);
  const previous = detail?.['previousTokenId'];
  if (typeof previous === 'string') address.searchParams.set('previous', previous);
  for (const name of ['runtimeId', 'login', 'previousLogin', 'missing', 'repository', 'host']) {
    const value = detail?.[name];
    if (value !== undefined && value !== null) {
      address.searchParams.set(name === 'runtimeId' ? 'runtime' : name, String(value));
    }
  }
  return new Response(null, { status: 303, headers: { location: address.href } });
}

/** The administrator's page that an authorization was started on; null where it was User Settings. */
function startOf(detail: Failure['detail']): string | null {
  const runtimeId = detail?.['runtimeId'];
  return detail?.['purpose'] === 'runtime' && typeof runtimeId === 'string' ? `/admin/runtimes/${runtimeId}` : null;
}

/** The return leg of OAuth. */
export async function GET(request: Request, route: { params: Promise<{ integrationId: string }> }): Promise<Response> {
  const ctx = await requestContext();
  if (ctx === null) return failurePage(fail('signed_out'), failureStatus('signed_out'));
  const { integrationId } = await route.params;
  const params = new URL(request.url).searchParams;
  const result = idSchema.safeParse(integrationId).success
    ? await completeAuthorization(ctx, integrationId, params)
    : fail('not_found');
  if (result.ok) return back('authorized', { ...result.value });
  if (shownThere.has(result.code)) return back(result.code, result.detail);
  return failurePage(result, failureStatus(result.code), startOf(result.detail));
}
