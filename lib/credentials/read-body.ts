import type { IncomingMessage } from 'node:http';

const longest = 65_536;

/** The whole body, 64 KiB at most. How long it may take is `requestTimeout`'s business. */
export function readBody(request: IncomingMessage): Promise<Buffer | 'too_large' | 'cut_short'> {
  if (Number(request.headers['content-length'] ?? 0) > longest) return Promise.resolve('too_large');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > longest) {
        request.pause();
        resolve('too_large');
      } else {
        chunks.push(chunk);
      }
    });
    request.on('end', () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    );
    // After the end this changes nothing.
    request.on('close', () => resolve('cut_short'));
    request.on('error', () => resolve('cut_short'));
  });
}

/** Whether so much is left unread that the connection should end with the answer. */
export function leavesMuch(request: IncomingMessage): boolean {
  if (request.complete) return false;
  const { 'content-length': length = '0', 'transfer-encoding': chunked } = request.headers;
  return chunked !== undefined || Number(length) > longest;
}
