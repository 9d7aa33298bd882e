import type { IncomingMessage } from 'node:http';
import { processWide } from '#lib/process-wide.ts';
import type { Refusal } from './refusal.ts';

/** Bytes that the large bodies of a process take at once, whoever sends them. */
const room = 67_108_864;
/** Of it what is kept for short ones: whoever fills the rest does not shut those out. */
const keptForShort = 16_777_216;
const short = 262_144;
/** What is taken for a body at first; then twice as much whenever it is full. */
const first = 16_384;

const tooLarge: Refusal = { status: 413, code: 'too_large', message: 'That is more than this address takes.' };
const cutShort: Refusal = { status: 400, code: 'cut_short', message: 'The request ended early.' };
const busy: Refusal = {
  status: 429,
  code: 'busy',
  message: 'Too much is being sent at once. Try again in a moment.',
  headers: { 'retry-after': '5' },
};

/** A body that takes room until it is given back. */
export interface LargeBody {
  readonly bytes: Buffer;
  giveBack(): void;
}

const taken = () => processWide('large-bodies', () => ({ bytes: 0 }));

/** Bytes that bodies take now. */
export function bytesTaken(): number {
  return taken().bytes;
}

/**
 * Reads a body of at most `longest` bytes into one piece of memory. Room is taken for what came, not for what was announced,
 * so nobody holds any without sending it. A refusal took none. How long it may take is `requestTimeout`'s business.
 */
export function readLargeBody(request: IncomingMessage, longest: number): Promise<LargeBody | Refusal> {
  const announced = Number(request.headers['content-length'] ?? longest);
  if (announced > longest) return Promise.resolve(tooLarge);
  const all = taken();
  let held = Buffer.alloc(0);
  let length = 0;
  let over = false;
  const giveBack = () => {
    all.bytes -= held.length;
    held = Buffer.alloc(0);
  };
  return new Promise((resolve) => {
    const refuse = (refusal: Refusal) => {
      if (over) return;
      over = true;
      request.pause();
      giveBack();
      resolve(refusal);
    };
    request.on('data', (chunk: Buffer) => {
      if (over) return;
      const needed = length + chunk.length;
      if (needed > longest) return refuse(tooLarge);
      if (needed > held.length) {
        const size = Math.max(needed, Math.min(announced, Math.max(first, 2 * held.length)));
        const more = size - held.length;
        if (all.bytes + more > (size > short ? room - keptForShort : room)) return refuse(busy);
        all.bytes += more;
        const larger = Buffer.allocUnsafeSlow(size);
        held.copy(larger, 0, 0, length);
        held = larger;
      }
      chunk.copy(held, length);
      length = needed;
    });
    request.on('end', () => {
      if (over) return;
      over = true;
      resolve({ bytes: held.subarray(0, length), giveBack });
    });
    request.on('close', () => refuse(cutShort));
    request.on('error', () => refuse(cutShort));
  });
}
