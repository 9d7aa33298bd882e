import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createSocketServer, type Server, type Socket } from 'node:net';
import type { Certificate } from './certificate.ts';

/** A server on a free port of 127.0.0.1 that a test makes as bad as it needs. */
export interface FaultServer {
  readonly port: number;
  /** `http://127.0.0.1:port`, or https with a certificate. */
  readonly origin: string;
  /** How many TCP connections ever reached it. */
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
}

/** Speaks HTTP, and HTTPS with a certificate. */
export function startServer(listener: RequestListener, certificate?: Certificate): Promise<FaultServer> {
  const server = certificate === undefined ? createServer(listener) : createSecureServer({ ...certificate }, listener);
  // Handshakes that fail are what some tests want.
  server.on('tlsClientError', () => undefined);
  return listen(server, certificate === undefined ? 'http' : 'https');
}

/** Speaks whatever the test makes it speak. */
export function startSocketServer(listener: (socket: Socket) => void): Promise<FaultServer> {
  return listen(createSocketServer(listener), 'http');
}

/** The whole body of a request, as text. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8');
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function listen(server: Server, scheme: string): Promise<FaultServer> {
  const open = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new TypeError('not a TCP server');
      resolve({
        port: address.port,
        origin: `${scheme}://127.0.0.1:${address.port}`,
        connections: () => connections,
        stop: () =>
          new Promise((stopped) => {
            server.close(() => stopped());
            for (const socket of open) socket.destroy();
          }),
      });
    });
  });
}
