import { seal } from '#lib/cipher.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { Secret } from '#lib/secret.ts';
import { clientSecretPlace } from './open.ts';

/** An integration's OAuth application as it is stored: both or neither. */
export interface ApplicationColumns {
  readonly oauthClientId: string | null;
  readonly oauthClientSecret: Uint8Array | null;
}

const none: ApplicationColumns = { oauthClientId: null, oauthClientSecret: null };

/**
 * What a form says about the OAuth application, as columns. An empty secret keeps the stored one, but only while the
 * origin stays: the secret of one host is never sent to another. `stored` is null for a new integration.
 */
export function applicationColumns(
  row: { readonly id: string; readonly origin: string },
  input: { readonly clientId: string; readonly clientSecret: string; readonly remove: boolean },
  stored: (ApplicationColumns & { readonly origin: string }) | null,
): Result<ApplicationColumns, 'invalid_input'> {
  const { clientId, clientSecret } = input;
  if (input.remove) return ok(none);
  if (clientId !== '' && clientSecret !== '') {
    const sealed = seal(new Secret(clientSecret), clientSecretPlace(row));
    return ok({ oauthClientId: clientId, oauthClientSecret: sealed });
  }
  const sameHost = stored !== null && stored.origin === row.origin;
  const kept = sameHost ? stored.oauthClientSecret : null;
  if (clientSecret === '') {
    if (kept !== null && clientId !== '') return ok({ oauthClientId: clientId, oauthClientSecret: kept });
    // A new host knows nothing of the old one's application.
    const untouched = stored !== null && !sameHost && clientId === (stored.oauthClientId ?? '');
    if (untouched || (clientId === '' && kept === null)) return ok(none);
  }
  const problem =
    kept === null ? 'give both client ID and client secret, or neither' : 'give its client ID, or remove it';
  return fail('invalid_input', { field: 'OAuth application', problem });
}
