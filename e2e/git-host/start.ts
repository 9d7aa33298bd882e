import { createServer, type RequestListener, type Server } from 'node:http';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Control, createControl } from './control.ts';
import { controlHandler } from './control-http.ts';
import { Deliveries } from './deliveries.ts';
import { Faults } from './faults.ts';
import { ensureRepository } from './git-repositories.ts';
import type { Host } from './host.ts';
import { joinNewcomers, seedState } from './seed.ts';
import { createHandler } from './server.ts';
import { Sessions } from './sessions.ts';
import { openState } from './state.ts';
import { TokenStore } from './tokens.ts';

export interface GitHost {
  /** Where it is: `http://localhost:4000`. */
  readonly origin: string;
  readonly control: Control;
  /** Cuts open connections and writes what is pending. */
  stop(): Promise<void>;
}

/**
 * Starts the local Git host on loopback only.
 *
 * @param options.port 0 takes a free one.
 * @param options.dataDir where repositories and `state.json` live; made when missing, read again when not.
 * @param options.hostname the name in its origin, `localhost` unless given; `127.0.0.1` makes it another site to a browser.
 */
export async function startGitHost(options: { port: number; dataDir: string; hostname?: string }): Promise<GitHost> {
  // The port makes the origin, so it comes first; who connects before the rest is ready waits.
  const { promise: ready, resolve } = Promise.withResolvers<ReturnType<typeof createHandler>>();
  const { servers, port } = await listenOnLoopback(options.port, (request, response) => {
    void ready.then((handle) => handle(request, response));
  });
  const file = openState(options.dataDir, seedState);
  const { state } = file;
  joinNewcomers(state);
  const origin = `http://${options.hostname ?? 'localhost'}:${port}`;
  const place = { origin, repositoriesDir: path.join(path.resolve(options.dataDir), 'repositories'), file, state };
  const host: Host = {
    ...place,
    deliveries: new Deliveries(place),
    tokens: new TokenStore(file),
    faults: new Faults(),
    sessions: new Sessions(state),
  };
  await Promise.all(state.repositories.map((repository) => ensureRepository(host.repositoriesDir, repository)));
  const control = createControl(host);
  resolve(createHandler(host, controlHandler(host, control)));
  return {
    origin: host.origin,
    control,
    async stop() {
      await Promise.all([...servers.map(close), host.deliveries.stop()]);
      file.close();
    },
  };
}

/** `localhost` may mean 127.0.0.1 or ::1 to who connects, so both are taken; a machine without IPv6 does without. */
async function listenOnLoopback(wanted: number, answer: RequestListener): Promise<{ servers: Server[]; port: number }> {
  for (let attempt = 0; ; attempt += 1) {
    const first = createServer({ keepAliveTimeout: 30_000 }, answer);
    const second = createServer({ keepAliveTimeout: 30_000 }, answer);
    const port = await listen(first, '127.0.0.1', wanted);
    try {
      await listen(second, '::1', port);
      return { servers: [first, second], port };
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken) return { servers: [first], port };
      await close(first);
      if (wanted !== 0 || attempt === 10) throw error;
    }
  }
}

function listen(server: Server, address: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      const bound = server.address();
      resolve(bound !== null && typeof bound === 'object' ? bound.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4000' },
      data: { type: 'string', default: './.data/git-host' },
      hostname: { type: 'string', default: 'localhost' },
    },
  });
  const gitHost = await startGitHost({ port: Number(values.port), dataDir: values.data, hostname: values.hostname });
  console.log(`Local Git host: ${gitHost.origin} (sign in as octo-ada, password octo-ada)`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void gitHost.stop().then(() => process.exit(0)));
  }
}
