import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Env } from '#lib/env.ts';
import { refuseMalformed, serverOptions } from '#lib/http/connections.ts';
import type { InFlight } from '#lib/http/in-flight.ts';

/** Answers a request, sooner or later. Never throws. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Takes the port at once, so that a second server is told so before it opens anything; requests wait for `listener`. */
export async function listen(
  { mode, port, host }: Pick<Env, 'mode' | 'port' | 'host'>,
  inFlight: InFlight,
  listener: Promise<Listener>,
): Promise<Server> {
  let ready: Listener | null = null;
  void listener.then((answer) => {
    ready = answer;
  });
  const server = createServer(
    { ...serverOptions, ...(mode === 'production' ? { shouldUpgradeCallback: () => false } : {}) },
    (request, response) => {
      inFlight.add(response);
      if (ready === null) void listener.then((answer) => answer(request, response));
      else ready(request, response);
    },
  );
  refuseMalformed(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host === null ? {} : { host }) }, resolve);
  });
  return server;
}
