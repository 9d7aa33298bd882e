import type { Server, ServerResponse } from 'node:http';

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

/** Takes no more connections, waits for the answers under way, `patience` milliseconds at most, then hangs up. */
export async function drain(server: Server, inFlight: InFlight, patience: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const deadline = setTimeout(() => server.closeAllConnections(), patience);
  await Promise.race([inFlight.none(), closed]);
  clearTimeout(deadline);
  server.closeAllConnections();
  await closed;
}
