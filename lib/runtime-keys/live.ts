import { and, gt, isNull, or, type SQL } from 'drizzle-orm';
import { runtimeKeys } from '#db/schema/runtimes.ts';

/** Which runtime keys work: neither revoked nor past their end. */
export function isLive(now: Date): SQL | undefined {
  return and(isNull(runtimeKeys.revokedAt), or(isNull(runtimeKeys.expiresAt), gt(runtimeKeys.expiresAt, now)));
}
