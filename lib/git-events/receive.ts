import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { gitTokens } from '#db/schema/git-tokens.ts';
import type { Database } from '#db/client.ts';
import type { Context } from '#lib/context.ts';
import type { GitEvent } from '#lib/git-providers/provider.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { findReceiver, nobodysWebhook } from './find-receiver.ts';
import { countForged, countSigned, secondsToWait } from './limits.ts';
import { storeEvent } from './store.ts';

/** What arrived at a runtime's webhook address; nothing of it is believed yet. */
export interface Delivery {
  readonly runtimeId: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came: a signature is over bytes. */
  readonly body: Uint8Array;
  /** The address of who sent it. */
  readonly address: string;
}

export interface Received {
  /** `repeated`: seen before, with no second effect. */
  readonly outcome: GitEvent['kind'] | 'repeated';
  /** Tokens to check now. An event has tokens checked, and is itself no verdict on any. */
  readonly tokenIds: readonly string[];
}

const longestDeliveryId = 200;
/** Tokens of one account that one event has checked. */
const mostTokens = 100;

/**
 * Takes a delivery of a runtime's Git provider. Who forged one, and who guessed an address where there is no runtime or no
 * webhook, are told the same.
 */
export async function receiveDelivery(
  { db, now }: Pick<Context, 'db' | 'now'>,
  delivery: Delivery,
): Promise<Result<Received, 'webhook_forged' | 'webhook_malformed' | 'too_many_deliveries'>> {
  const { headers, body } = delivery;
  const runtimeId = z.uuid().safeParse(delivery.runtimeId).success ? delivery.runtimeId.toLowerCase() : 'none';
  const way = { runtimeId, address: delivery.address };
  const wait = await secondsToWait(way);
  if (wait !== null) return fail('too_many_deliveries', { retryAfterSeconds: wait });
  const receiver = await findReceiver(db, runtimeId);
  const { provider, secret } = receiver ?? nobodysWebhook();
  const reading = await provider.readWebhook({ headers, body, secret, now });
  if (receiver === null || reading.outcome === 'forged') {
    await countForged(way);
    return fail('webhook_forged');
  }
  await countSigned(way);
  if (reading.outcome === 'malformed' || reading.deliveryId.length > longestDeliveryId) {
    return fail('webhook_malformed');
  }
  const { deliveryId, event } = reading;
  const stored = await storeEvent(db, { runtimeId, deliveryId, event }, now);
  if (stored === 'no_runtime') return fail('webhook_forged');
  if (stored === 'repeated') return ok({ outcome: 'repeated', tokenIds: [] });
  const tokenIds =
    event.kind === 'authorization_revoked' ? await tokensOf(db, receiver.gitIntegrationId, event.ownerId) : [];
  return ok({ outcome: event.kind, tokenIds });
}

/** The tokens of one account at one integration, whoever of our people and runtimes uses them. */
async function tokensOf(db: Database, gitIntegrationId: string, ownerId: string): Promise<readonly string[]> {
  const rows = await db
    .select({ id: gitTokens.id })
    .from(gitTokens)
    .where(and(eq(gitTokens.gitIntegrationId, gitIntegrationId), eq(gitTokens.ownerId, ownerId)))
    .limit(mostTokens);
  return rows.map(({ id }) => id);
}
