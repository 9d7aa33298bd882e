declare module 'compression' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  import type { BrotliOptions } from 'node:zlib';

  /** Compresses what is written to the response, by what the request accepts. Its published types ask for Express. */
  export default function compression(options: {
    /** Of gzip, 1 to 9. */
    readonly level: number;
    /** Bytes that are written at once. */
    readonly chunkSize: number;
    readonly brotli: BrotliOptions;
  }): (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
}
