import { fail, ok, type Result } from '#lib/result.ts';
import type { TokenGrant } from '#lib/git-providers/provider.ts';
import { examineToken } from './examine.ts';
import type { AccessFailure } from './judge.ts';
import { grantExpiry } from './refresh.ts';
import { revokeReplaced } from './revoke.ts';
import type { SavedToken } from './save.ts';
import type { TokenSeat } from './seat.ts';

export type KeepFailure = AccessFailure['code'] | 'other_owner' | 'changed_meanwhile';

/** Looks at a token that was just granted and stores it; one that is not to be kept is revoked again. */
export async function keepGrant(
  seat: TokenSeat,
  grant: TokenGrant,
  acceptOtherOwner: boolean,
  now: Date,
): Promise<Result<SavedToken, KeepFailure>> {
  const { integration } = seat;
  const { provider, host, application } = integration;
  const kindId = 'oauth';
  const { accessToken, refreshToken } = grant;
  const examined = await examineToken(seat, accessToken, kindId, acceptOtherOwner);
  const giveUp = () => provider.revoke({ host, application, kindId, accessToken });
  if (examined.outcome === 'refused') {
    await giveUp();
    return examined.refusal;
  }
  const { refusal, inspection, access } = examined;
  if (refusal !== null && !seat.keepsRefused(refusal.code)) {
    await giveUp();
    return refusal;
  }
  const expiry = grantExpiry(grant, now);
  const candidate = { integration, kind: kindId, accessToken, refreshToken, ...expiry, inspection };
  const saved = await seat.save(candidate, access);
  if (saved === null) {
    await giveUp();
    return fail('changed_meanwhile');
  }
  await revokeReplaced(integration, saved.replaced);
  return refusal ?? ok(saved);
}
