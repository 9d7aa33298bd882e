import { after } from 'next/server';
import { database } from '#db/provide.ts';
import { errorResponse } from '#lib/auth/route.ts';
import { logger } from '#lib/logger.ts';
import { fail } from '#lib/result.ts';
import { checkTokens } from './check-tokens.ts';
import { receiveDelivery } from './receive.ts';

/** What the provider reads in its list of deliveries: seen through, or taken and kept. */
const statuses = { ping: 200, repeated: 200, push: 202, authorization_revoked: 202, other: 202 } as const;

/** A delivery as an HTTP exchange. Tokens that it casts doubt on are checked once it is answered. Never throws. */
export async function answerDelivery(request: Request, runtimeId: string): Promise<Response> {
  const headers = Object.fromEntries(request.headers);
  const requestId = headers['x-request-id'] ?? '';
  try {
    const body = new Uint8Array(await request.arrayBuffer());
    const ctx = { db: database(), now: new Date() };
    // By the server in front, which takes no client's word for it.
    const address = headers['x-forwarded-for'] ?? '';
    const result = await receiveDelivery(ctx, { runtimeId, headers, body, address });
    if (!result.ok) {
      const response = errorResponse(result, requestId);
      const seconds = result.detail?.['retryAfterSeconds'];
      if (typeof seconds === 'number') response.headers.set('retry-after', String(seconds));
      return response;
    }
    const { outcome, tokenIds } = result.value;
    if (tokenIds.length > 0) after(() => checkTokens(ctx, tokenIds));
    return Response.json({ received: outcome }, { status: statuses[outcome] });
  } catch (error) {
    logger().error({ err: error, requestId }, 'delivery failed');
    return errorResponse(fail('unexpected', { requestId }), requestId);
  }
}
