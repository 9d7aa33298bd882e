import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Database } from '#db/client.ts';
import { inBackground } from '#lib/background.ts';
import { type FailureCode, failureMessage, failureStatus } from '#lib/failures.ts';
import { readLargeBody } from '#lib/http/large-body.ts';
import { type Refusal, refuse } from '#lib/http/refusal.ts';
import { clientAddress } from '#lib/http/request-headers.ts';
import type { Failure } from '#lib/result.ts';
import { checkTokens } from './check-tokens.ts';
import { countForged } from './limits.ts';
import { admitDelivery, receiveDelivery } from './receive.ts';

export interface WebhookSettings {
  readonly db: Database;
  /** X-Forwarded-For is believed. */
  readonly trustProxy: boolean;
  readonly log: Logger;
}

/** Answers what is sent to the webhooks. False: the request is for somebody else. */
export type WebhookHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

const prefix = '/api/webhooks/';
const address = /^\/api\/webhooks\/git\/([^/]+)$/;
/** GitHub caps what it sends at 25 MB. */
const longestBody = 25_000_000;

/** What the provider reads in its list of deliveries: seen through, or taken and kept. */
const statuses = { ping: 200, repeated: 200, push: 202, authorization_revoked: 202, other: 202 } as const;

const notFound: Refusal = { status: 404, code: 'not_found', message: 'There is nothing at this address.' };
const onlyPost: Refusal = {
  status: 405,
  code: 'method_not_allowed',
  message: 'Deliveries are sent by POST.',
  headers: { allow: 'POST' },
};
const unexpected: Refusal = { status: 500, code: 'unexpected', message: 'Something went wrong on the server.' };

function refusal(failure: Failure<FailureCode>): Refusal {
  const seconds = failure.detail?.['retryAfterSeconds'];
  return {
    status: failureStatus(failure.code),
    code: failure.code,
    message: failureMessage(failure),
    ...(typeof seconds === 'number' ? { headers: { 'retry-after': String(seconds) } } : {}),
  };
}

/**
 * The runtimes' webhooks as a plain node:http handler: a body is read once, as it came, which is what its signature is
 * over, and only for a runtime that has a webhook. Every delivery authenticates itself, so it is called under any host
 * name, and the front that guards the pages is not before it.
 */
export function makeWebhookHandler({ db, trustProxy, log }: WebhookSettings): WebhookHandler {
  async function answer(request: IncomingMessage, runtimeId: string): Promise<Refusal | keyof typeof statuses> {
    const ctx = { db, now: new Date() };
    const way = { runtimeId, address: clientAddress(request.headers, request.socket.remoteAddress, trustProxy) };
    const admitted = await admitDelivery(ctx, way);
    if (!admitted.ok) return refusal(admitted);
    const body = await readLargeBody(request, longestBody);
    if ('status' in body) {
      // Providers send what they announce: this is the work of somebody else.
      if (body.code !== 'busy') await countForged(admitted.value.way);
      return body;
    }
    try {
      const delivery = { headers: textHeaders(request), body: body.bytes };
      const received = await receiveDelivery(ctx, admitted.value, delivery);
      if (!received.ok) return refusal(received);
      const { outcome, tokens } = received.value;
      if (tokens.length > 0) void inBackground(checkTokens(ctx, tokens));
      return outcome;
    } finally {
      body.giveBack();
    }
  }

  return (request, response) => {
    const [path = ''] = (request.url ?? '').split('?', 1);
    if (!path.startsWith(prefix)) return false;
    const requestId = randomUUID();
    response.setHeader('x-request-id', requestId);
    response.setHeader('x-content-type-options', 'nosniff');
    const end = (answered: Refusal | keyof typeof statuses) => {
      if (response.headersSent || response.destroyed) return;
      if (typeof answered === 'string') send(response, statuses[answered], { received: answered });
      else refuse(request, response, answered, requestId);
    };
    const runtimeId = address.exec(path)?.[1];
    if (runtimeId === undefined) end(notFound);
    else if (request.method !== 'POST') end(onlyPost);
    else {
      // Goes on when the provider hangs up: what was stored has its effect.
      void inBackground(answer(request, runtimeId)).then(end, (error: unknown) => {
        log.error({ err: error, requestId }, 'delivery failed');
        end(unexpected);
      });
    }
    return true;
  };
}

/** Names in lower case; those that may come several times are none of ours. */
function textHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).flatMap(([k, v]) => (typeof v === 'string' ? [[k, v]] : [])));
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}
