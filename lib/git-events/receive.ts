import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { gitTokens } from '#db/schema/git-tokens.ts';
import type { Database } from '#db/client.ts';
import type { Context } from '#lib/context.ts';
import type { GitEvent } from '#lib/git-providers/provider.ts';
import type { Doubt } from '#lib/git-tokens/check-stored.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { findReceiver, type Receiver } from './find-receiver.ts';
import { countForged, countSigned, secondsToWait, type Way } from './limits.ts';
import { storeEvent } from './store.ts';

/** What arrived at a runtime's webhook address; nothing of it is believed yet. */
export interface Delivery {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came: a signature is over bytes. */
  readonly body: Uint8Array;
}

/** A delivery that is worth reading. */
export interface Admitted {
  readonly way: Way;
  readonly receiver: Receiver;
}

export interface Received {
  /** `repeated`: seen before, with no second effect. */
  readonly outcome: GitEvent['kind'] | 'repeated';
  /** Tokens to check now. An event has tokens checked, and is itself no verdict on any. */
  readonly tokens: readonly Doubt['token'][];
}

const longestDeliveryId = 200;
/** Tokens of one account that one event has checked. */
const mostTokens = 100;

/**
 * Whether to read what is sent to an address, by whom it is for and where it comes from. Who guessed an address where there
 * is no runtime or no webhook is told what a forger is told.
 */
export async function admitDelivery(
  { db }: Pick<Context, 'db'>,
  sent: Way,
): Promise<Result<Admitted, 'webhook_forged' | 'too_many_deliveries'>> {
  const runtimeId = z.uuid().safeParse(sent.runtimeId).success ? sent.runtimeId.toLowerCase() : 'none';
  const way = { runtimeId, address: sent.address };
  const wait = await secondsToWait(way);
  if (wait !== null) return fail('too_many_deliveries', { retryAfterSeconds: wait });
  const receiver = await findReceiver(db, runtimeId);
  if (receiver !== null) return ok({ way, receiver });
  await countForged(way);
  return fail('webhook_forged');
}

/** Takes a delivery of a runtime's Git provider. */
export async function receiveDelivery(
  { db, now }: Pick<Context, 'db' | 'now'>,
  { way, receiver }: Admitted,
  { headers, body }: Delivery,
): Promise<Result<Received, 'webhook_forged' | 'webhook_malformed'>> {
  const { runtimeId } = way;
  const { provider, secret } = receiver;
  const reading = await provider.readWebhook({ headers, body, secret, now });
  if (reading.outcome === 'forged') {
    await countForged(way);
    return fail('webhook_forged');
  }
  await countSigned(way);
  if (reading.outcome === 'malformed' || reading.deliveryId.length > longestDeliveryId) {
    return fail('webhook_malformed');
  }
  const { deliveryId, event } = reading;
  // Before it is stored: what is stored has no second effect, whatever became of the first.
  const tokens =
    event.kind === 'authorization_revoked' ? await tokensOf(db, receiver.gitIntegrationId, event.ownerId) : [];
  const stored = await storeEvent(db, { runtimeId, deliveryId, event }, now);
  if (stored === 'no_runtime') return fail('webhook_forged');
  if (stored === 'repeated') return ok({ outcome: 'repeated', tokens: [] });
  return ok({ outcome: event.kind, tokens });
}

/** The tokens of one account at one integration, whoever of our people and runtimes uses them. */
async function tokensOf(db: Database, gitIntegrationId: string, ownerId: string): Promise<Received['tokens']> {
  return db
    .select({ id: gitTokens.id, generation: gitTokens.generation })
    .from(gitTokens)
    .where(and(eq(gitTokens.gitIntegrationId, gitIntegrationId), eq(gitTokens.ownerId, ownerId)))
    .limit(mostTokens);
}
