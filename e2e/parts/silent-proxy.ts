import { connect, createServer, type Socket } from 'node:net';

export interface SilentProxy {
  /** The given address, by way of the proxy. */
  readonly url: string;
  /** From now on nothing that is sent arrives, either way, and no connection ends. */
  silence(): void;
  /** New connections pass again; the silenced ones stay as they are. */
  restore(): void;
  close(): void;
}

/** A TCP proxy before a server: the network that goes away without a word. */
export async function silentProxy(to: string): Promise<SilentProxy> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((near) => {
    sockets.add(near);
    near.on('error', () => {});
    if (silent) return;
    const far = connect(Number(port), hostname);
    sockets.add(far);
    far.on('error', () => {});
    for (const [from, onto] of [
      [near, far],
      [far, near],
    ] as const) {
      from.pipe(onto);
      from.on('close', () => onto.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = new URL(to);
  url.hostname = '127.0.0.1';
  url.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  return {
    url: url.href,
    silence() {
      silent = true;
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    restore() {
      silent = false;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
