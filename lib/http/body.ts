import { IncomingMessage } from 'node:http';
import type { Refusal } from './refusal.ts';

const tooLarge: Refusal = { status: 413, code: 'too_large', message: 'That is more than this address takes.' };
const cutShort: Refusal = { status: 400, code: 'cut_short', message: 'The request ended early.' };

/** A form, or a server action's few values. */
const longestForm = 16_384;
/** An action may name a thousand runtimes. */
const longestAction = 65_536;

/** The most bytes a request of a browser may carry. */
export function longestBody(isAction: boolean): number {
  return isAction ? longestAction : longestForm;
}

/**
 * Reads a whole body, `longest` bytes at most, judges it, and gives a request that holds it: what comes after never waits for a
 * slow sender and never meets an endless one. How long it may take is `requestTimeout`'s business.
 */
export async function readWhole(
  request: IncomingMessage,
  longest: number,
  judge: (body: Buffer) => Promise<Refusal | null>,
): Promise<IncomingMessage | Refusal> {
  if (Number(request.headers['content-length'] ?? 0) > longest) return tooLarge;
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      if (!(chunk instanceof Uint8Array)) return cutShort;
      length += chunk.length;
      if (length > longest) return tooLarge;
      chunks.push(chunk);
    }
  } catch {
    return cutShort;
  }
  const body = Buffer.concat(chunks);
  return (await judge(body)) ?? replay(request, body);
}

function replay(request: IncomingMessage, body: Buffer): IncomingMessage {
  const copy = new IncomingMessage(request.socket);
  copy.method = request.method ?? 'POST';
  copy.url = request.url ?? '/';
  copy.httpVersion = request.httpVersion;
  copy.httpVersionMajor = request.httpVersionMajor;
  copy.httpVersionMinor = request.httpVersionMinor;
  copy.headers = { ...request.headers, 'content-length': String(body.length) };
  delete copy.headers['transfer-encoding'];
  copy.complete = true;
  copy.push(body);
  copy.push(null);
  return copy;
}
