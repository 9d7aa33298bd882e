import type { Server, ServerOptions, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** How long and how much a client may take before it is a request: enough for a slow telephone, too little to starve others. */
export const serverOptions = {
  // Room for the longest path we refuse with words, and an 8 kB cookie.
  maxHeaderSize: 32_768,
  headersTimeout: 15_000,
  requestTimeout: 25_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 65_000,
  requireHostHeader: true,
} as const satisfies ServerOptions;

function end(socket: Duplex, status: string): void {
  const answer = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  if (socket.writable) socket.end(answer, () => socket.destroy());
  else socket.destroy();
}

const malformed: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** For each socket the answers that are owed on it, or under way. */
function watchAnswers(server: Server) {
  const owed = new WeakMap<Duplex, Set<ServerResponse>>();
  server.on('request', ({ socket }, response) => {
    const answers = owed.get(socket) ?? new Set();
    owed.set(socket, answers.add(response));
    response.once('close', () => answers.delete(response));
  });
  /** Whether words written now would be read as, or inside, the answer to an earlier request. */
  return (socket: Duplex) =>
    [...(owed.get(socket) ?? [])].some(
      ({ writableEnded, headersSent, req }) => !writableEnded && (headersSent || req.complete),
    );
}

/** Answers what never became a request: malformed, too slow, CONNECT. */
export function refuseMalformed(server: Server): void {
  const wouldMislead = watchAnswers(server);
  const refuse = (socket: Duplex, status: string) => {
    if (wouldMislead(socket)) socket.destroy();
    else end(socket, status);
  };
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET') socket.destroy();
    else refuse(socket, malformed[error.code ?? ''] ?? '400 Bad Request');
  });
  server.on('connect', (_request, socket: Duplex) => refuse(socket, '405 Method Not Allowed'));
}
