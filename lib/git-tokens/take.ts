import { z } from 'zod';
import type { GitProvider } from '#lib/git-providers/provider.ts';
import { recognise } from '#lib/git-providers/recognise.ts';
import { idSchema } from '#lib/ids.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { Secret } from '#lib/secret.ts';
import { examineToken } from './examine.ts';
import type { AccessFailure } from './judge.ts';
import { revokeReplaced } from './revoke.ts';
import type { SavedToken } from './save.ts';
import type { TokenSeat } from './seat.ts';
import { tokenFingerprints } from './store.ts';
import { longestToken, readTokenText, type TokenTextFailure } from './token-text.ts';

export const pastedTokenSchema = z.strictObject({
  runtimeId: idSchema,
  token: z.string().max(5 * longestToken),
  /** The last day it is good, by the person's word, for where the provider does not tell. */
  expiresOn: z.iso.date().nullable(),
  acceptOtherOwner: z.boolean(),
});

type PastedToken = Omit<z.output<typeof pastedTokenSchema>, 'runtimeId'>;

export type TakeFailure =
  | TokenTextFailure
  | AccessFailure['code']
  | 'token_wrong_kind'
  | 'token_mistyped'
  | 'token_duplicate'
  | 'changed_meanwhile'
  | 'other_owner'
  | 'expiry_in_past';

/**
 * Takes a pasted personal access token for a place. It is checked with the provider first; what was there before stays
 * until the new one is stored.
 */
export async function takePastedToken(
  seat: TokenSeat,
  pasted: PastedToken,
  now: Date,
): Promise<Result<SavedToken, TakeFailure>> {
  const { integration } = seat;
  const read = readPasted(pasted, integration.provider, now);
  if (!read.ok) return read;
  const { token, kind, expiresAt } = read.value;
  const examined = await examineToken(seat, token, kind, pasted.acceptOtherOwner);
  if (examined.outcome === 'refused') return examined.refusal;
  const { inspection, access, refusal } = examined;
  if (refusal !== null) return refusal;
  const duplicate = !seat.vacant && isSameToken(seat, token);
  const candidate = {
    integration,
    kind,
    accessToken: token,
    refreshToken: null,
    expiresAt,
    expirySource: expiresAt === null ? null : ('user' as const),
    refreshExpiresAt: null,
    inspection,
  };
  const saved = await seat.save(candidate, access);
  if (saved === null) return fail('changed_meanwhile');
  await revokeReplaced(integration, saved.replaced);
  return duplicate ? fail('token_duplicate') : ok(saved);
}

function readPasted(pasted: PastedToken, provider: GitProvider, now: Date) {
  const text = readTokenText(pasted.token);
  if (!text.ok) return text;
  const expiresAt = pasted.expiresOn === null ? null : new Date(`${pasted.expiresOn}T23:59:59Z`);
  if (expiresAt !== null && expiresAt <= now) return fail('expiry_in_past');
  const recognition = recognise(text.value, provider.tokenForms);
  if (recognition.verdict === 'wrong_kind') return fail('token_wrong_kind', { what: recognition.what });
  if (recognition.verdict === 'mistyped') return fail('token_mistyped');
  const kind =
    recognition.verdict === 'token' ? recognition.kind.id : (provider.kinds.find((k) => k.id !== 'oauth')?.id ?? '');
  return ok({ token: new Secret(text.value), kind, expiresAt });
}

/** Whether this very token is in the place already. */
function isSameToken({ token: stored }: TokenSeat, token: Secret): boolean {
  if (stored === null) return false;
  return tokenFingerprints(stored, token).some((digest) => Buffer.compare(stored.fingerprint, digest) === 0);
}
