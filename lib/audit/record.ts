import type { Database } from '#db/client.ts';
import { auditEvents } from '#db/schema/audit.ts';

/** One thing an administrator did. Ids and codes only: never a secret, never a person's words. */
export interface Act {
  readonly at: Date;
  /** Who did it. */
  readonly actorId: string;
  /** Noun and verb: `runtime_key.create`. */
  readonly action: string;
  /** `ok`, which it is unless given, or the code of the failure. */
  readonly outcome?: string;
  /** Whom it was done to. */
  readonly userId?: string;
  readonly runtimeId?: string;
  readonly runtimeKeyId?: string;
  readonly gitIntegrationId?: string;
  readonly gitTokenId?: string;
}

/** Writes an act down in the transaction of the change itself: neither is there without the other. */
export async function recordAct(tx: Pick<Database, 'insert'>, act: Act): Promise<void> {
  await tx.insert(auditEvents).values({ outcome: 'ok', ...act });
}
