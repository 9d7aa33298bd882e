import type { Server, ServerResponse } from 'node:http';
import { backgroundDone } from '#lib/background.ts';

/** Requests that were taken and not yet answered. */
export interface InFlight {
  add(response: ServerResponse): void;
  /** Resolves once there is none. */
  none(): Promise<void>;
}

/** Node itself counts connections, and takes one that never sent anything for a busy one. */
export function countInFlight(): InFlight {
  const open = new Set<ServerResponse>();
  let settled: (() => void) | null = null;
  return {
    add(response) {
      open.add(response);
      response.once('close', () => {
        open.delete(response);
        if (open.size === 0) settled?.();
      });
    },
    none: () =>
      new Promise((resolve) => {
        settled = resolve;
        if (open.size === 0) resolve();
      }),
  };
}

/**
 * Takes no more connections, waits for the answers under way and for what was begun and goes on without its request,
 * `patience` milliseconds at most, then hangs up.
 */
export async function drain(server: Server, inFlight: InFlight, patience: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const enough = Promise.withResolvers<void>();
  const deadline = setTimeout(enough.resolve, patience);
  const answered = Promise.race([inFlight.none(), closed]);
  await Promise.race([answered.then(backgroundDone), enough.promise]);
  clearTimeout(deadline);
  server.closeAllConnections();
  await closed;
}
