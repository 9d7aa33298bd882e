import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { Logger } from 'pino';
import type { Database } from '#db/client.ts';
import { inBackground } from '#lib/background.ts';
import { fingerprints } from '#lib/cipher.ts';
import { clientAddress } from '#lib/http/request-headers.ts';
import { type Failure, fail } from '#lib/result.ts';
import { readRuntimeKey, runtimeKeyScope } from '#lib/runtime-keys/text.ts';
import { acceptedAnswer, type Answer, credentialAnswer, failureAnswer } from './answer.ts';
import type { Malformed } from './answer-words.ts';
import { documentAt } from './documents.ts';
import { type Exchange, headerText, onlyHeader, send } from './exchange.ts';
import { issueCredential, type Refused } from './issue.ts';
import { makeLimits } from './limits.ts';
import { readBody } from './read-body.ts';
import { isKnownKey, reportRejected } from './report.ts';
import { readForm, readRequest, type Request } from './request.ts';
import type { Asked } from './statement.ts';

export interface CredentialSettings {
  readonly db: Database;
  /** Where people mend what a runtime was refused for. */
  readonly publicUrl: string;
  /** X-Forwarded-For is believed. */
  readonly trustProxy: boolean;
  /** Of one key, in this process. */
  readonly requestsPerMinute: number;
  readonly log: Logger;
}

/** Answers what is asked of the credential API. False: the request is for somebody else. */
export type CredentialHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

type Purpose = 'credential' | 'rejected';
type Problem = Failure<Refused | Malformed>;

const purposes: ReadonlyMap<string, Purpose> = new Map([
  ['/api/v1/credential', 'credential'],
  ['/api/v1/credential/rejected', 'rejected'],
]);
const prefix = '/api/v1/';

/**
 * The credential API as a plain node:http handler, for any number of mounts. Every request authenticates itself by its
 * runtime key, so it is called under any host name, and the front that guards the pages is not before it.
 */
export function makeCredentialHandler(settings: CredentialSettings): CredentialHandler {
  const { db, publicUrl, trustProxy, log } = settings;
  const limits = makeLimits(settings.requestsPerMinute);

  function refuse(exchange: Exchange, failure: Problem, headers: Readonly<Record<string, string>> = {}): void {
    const { requestId, form } = exchange;
    send(exchange, failureAnswer(form, failure, { requestId, publicUrl, headers }));
  }

  async function answer(exchange: Exchange, purpose: Purpose): Promise<void> {
    const { request } = exchange;
    if (request.method !== 'POST') return refuse(exchange, fail('method_not_allowed'), { allow: 'POST' });
    const header = onlyHeader(request, 'authorization');
    const key = header?.startsWith('Bearer ') === true ? readRuntimeKey(header.slice(7)) : null;
    if (key === null) return refuse(exchange, fail('unknown_key'));
    const asked = await readAsked(request);
    if (!('origin' in asked)) return refuse(exchange, asked);
    const digests = fingerprints(key, runtimeKeyScope);
    const [digest] = digests;
    if (digest === undefined) throw new Error('The ring has no key.');
    const address = clientAddress(request.headers, request.socket.remoteAddress, trustProxy);
    const wait = await limits.admit(digest, address);
    if (wait !== null) return refuse(exchange, fail('too_many_requests'), { 'retry-after': String(wait) });
    const result = await serve(purpose, exchange, asked, {
      digests,
      userId: asked.userId,
      email: asked.email,
      origin: asked.origin,
      username: asked.username,
      // Of the connection it is one; of a proxy's header it may be anything.
      address: address === '' || (trustProxy && isIP(address) === 0) ? null : address,
      now: new Date(),
    });
    const code = 'status' in result ? null : result.code;
    if (code !== 'unavailable') await limits.note(digest, address, code !== 'unknown_key');
    if ('status' in result) return send(exchange, result);
    if (code === 'unknown_key') {
      log.info({ handle: header?.slice(11, 19), address, requestId: exchange.requestId }, 'a runtime key was refused');
    }
    refuse(exchange, result);
  }

  async function serve(
    purpose: Purpose,
    { form, requestId }: Exchange,
    { operation }: Request,
    asked: Asked,
  ): Promise<Answer | Problem> {
    try {
      if (operation === 'store') {
        return (await isKnownKey(db, asked)) ? acceptedAnswer(form, 204) : fail('unknown_key');
      }
      if (purpose === 'rejected' || operation === 'erase') {
        const reported = await reportRejected(db, asked);
        return reported.ok ? acceptedAnswer(form, operation === 'erase' ? 204 : 202) : reported;
      }
      const issued = await issueCredential(db, asked, (credential) => credentialAnswer(form, credential));
      return issued.ok ? issued.value : issued;
    } catch (error) {
      // Above all a database that is away or takes no audit row: nothing is handed out then.
      log.error({ err: error, requestId }, 'a credential could not be decided on');
      return fail('unavailable');
    }
  }

  return (request, response) => {
    const target = request.url ?? '';
    const question = target.indexOf('?');
    const path = question < 0 ? target : target.slice(0, question);
    const purpose = purposes.get(path);
    const document = purpose === undefined ? documentAt(path) : null;
    if (purpose === undefined && document === null && !path.startsWith(prefix)) return false;
    const requestId = randomUUID();
    const form = readForm(request.headers['content-type']) ?? 'json';
    const exchange = { request, response, requestId, form };
    if (purpose !== undefined) {
      // Goes on when the client hangs up: a refresh that was begun is finished.
      void inBackground(answer(exchange, purpose)).catch((error: unknown) => {
        log.error({ err: error, requestId }, 'a request of the credential API failed');
        refuse(exchange, fail('unexpected'));
      });
    } else if (document === null) {
      refuse(exchange, fail('no_such_address'));
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(exchange, fail('method_not_allowed'), { allow: 'GET, HEAD' });
    } else {
      send(exchange, document);
    }
    return true;
  };
}

async function readAsked(request: IncomingMessage): Promise<Request | Problem> {
  const form = readForm(onlyHeader(request, 'content-type') ?? undefined);
  if (form === null) return fail('unsupported_media_type');
  const body = await readBody(request);
  if (typeof body === 'string') return fail(body);
  const user = onlyHeader(request, 'x-git-tokens-user');
  const read = readRequest(form, body, user === null ? null : headerText(user));
  return read.ok ? read.value : read;
}
