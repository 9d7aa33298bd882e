import type { Database } from '#db/client.ts';
import { UnknownKeyError } from '#lib/cipher.ts';
import type { OpenIntegration } from '#lib/git-integrations/open.ts';
import { hostName } from '#lib/git-integrations/view.ts';
import { needsRefresh, refreshToken } from '#lib/git-tokens/refresh.ts';
import { openAccessToken, type TokenRow } from '#lib/git-tokens/store.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import type { AdministeredRuntime } from '#lib/runtimes/find.ts';
import type { Secret } from '#lib/secret.ts';

export interface OpenRuntimeToken {
  readonly token: Secret;
  readonly row: TokenRow;
}

/**
 * A runtime's own token, ready for a call; refreshed first where it is close to its end. One that the provider rejected
 * is not sent again: GitHub locks out an account after a few.
 */
export async function openRuntimeToken(
  db: Database,
  { integration, token: stored }: AdministeredRuntime,
  now: Date,
): Promise<Result<OpenRuntimeToken, 'no_runtime_token' | 'reconnect_required' | 'token_rejected'>> {
  if (stored === null) return fail('no_runtime_token');
  try {
    return await open(db, integration, stored, now);
  } catch (error) {
    // Sealed with a key that this process was not given: nothing can be done with it here.
    if (error instanceof UnknownKeyError) return fail('reconnect_required');
    throw error;
  }
}

async function open(
  db: Database,
  integration: OpenIntegration,
  stored: TokenRow,
  now: Date,
): Promise<Result<OpenRuntimeToken, 'reconnect_required' | 'token_rejected'>> {
  const row = needsRefresh(stored, now) ? (await refreshToken(db, stored, integration, now)).row : stored;
  if (row.unusableReason !== null) return fail('reconnect_required');
  if (row.verdict === 'rejected') return fail('token_rejected', { host: hostName(integration.host.origin) });
  const token = openAccessToken(row, integration.host.origin);
  return token === null ? fail('reconnect_required') : ok({ token, row });
}
