import { hostName } from '#lib/git-integrations/view.ts';
import type { Inspection, RepositoryAccess } from '#lib/git-providers/provider.ts';
import { type Failure, fail } from '#lib/result.ts';
import type { Secret } from '#lib/secret.ts';
import { type AccessFailure, judgeAccess, judgeOwner } from './judge.ts';
import type { TokenSeat } from './seat.ts';

/** What the provider says of a token, and whether it may take a place. `refused`: whatever its access is. */
export type Examined =
  | { readonly outcome: 'refused'; readonly refusal: Failure<'other_owner' | 'token_rejected'> }
  | {
      readonly outcome: 'examined';
      readonly inspection: Inspection;
      readonly access: RepositoryAccess;
      readonly refusal: AccessFailure | null;
    };

/** Asks the provider whose a token is, then, unless that decides it, what it may do in the runtime's repository. */
export async function examineToken(
  seat: TokenSeat,
  token: Secret,
  kindId: string,
  acceptOtherOwner: boolean,
): Promise<Examined> {
  const { integration, repository, purpose } = seat;
  const { provider, host } = integration;
  const application = kindId === 'oauth' ? integration.application : null;
  const inspection = await provider.inspect({ host, token, kindId, application });
  if (inspection.outcome === 'rejected') {
    return { outcome: 'refused', refusal: fail('token_rejected', { host: hostName(host.origin) }) };
  }
  const stranger = judgeOwner(seat.account, inspection, acceptOtherOwner);
  if (stranger !== null) return { outcome: 'refused', refusal: stranger };
  const accepted = inspection.outcome === 'accepted' ? inspection : null;
  const access =
    inspection.outcome === 'accepted'
      ? await provider.repositoryAccess({ host, token, kindId, scopes: inspection.scopes, repository, purpose })
      : inspection;
  const refusal = judgeAccess(seat, access, accepted?.owner.login ?? null, seat.admitsUnproven);
  return { outcome: 'examined', inspection, access, refusal };
}
