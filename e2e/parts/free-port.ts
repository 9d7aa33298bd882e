import { createServer } from 'node:net';

/** A TCP port that nobody listens on; the first free one from `from` on, or any when that is 0. */
export async function freePort(from = 0): Promise<number> {
  for (let port = from; port < 65_536; port += 1) {
    const free = await tryPort(port);
    if (free !== null) return free;
  }
  throw new Error(`No free port from ${from} on.`);
}

/** The port when it could be bound on every address, null when it is taken. */
export function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if ('code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')) resolve(null);
      else reject(error);
    });
    server.listen(port, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
}
