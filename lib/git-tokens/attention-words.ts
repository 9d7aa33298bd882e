import { agoWords, untilWords } from '#lib/time-words.ts';
import { refusedSince, type StatusFacts } from './status-words.ts';

/** The first line of the banner for what needs a person first. Pure. */
export function attentionHeadline({ status, runtime, expiresAt, now }: StatusFacts): string {
  const refusedAt = refusedSince(status);
  switch (status.code) {
    case 'expired':
    case 'revoked':
    case 'reconnect_required':
      return `${runtime} stopped working for you${refusedAt === null ? '' : ` ${agoWords(refusedAt, now)}`}.`;
    case 'expiring_soon':
      return `${runtime} stops working for you ${expiresAt === null ? 'soon' : untilWords(new Date(expiresAt), now)}.`;
    case 'insufficient_scopes':
    case 'sso_required':
      return `${runtime} cannot commit in your name.`;
    case 'not_authorized':
      return `${runtime} is not authorized yet.`;
    default:
      return `${runtime} could not be confirmed.`;
  }
}
