import type { Server } from 'node:http';
import { type InFlight, drain } from '#lib/http/in-flight.ts';
import { logger } from '#lib/logger.ts';
import { causeAndCure } from '#lib/start-error.ts';

/** How long a stop waits for requests in flight and what they began, in milliseconds. */
const patience = 25_000;

/** At the first SIGTERM or SIGINT: answers what is in flight, closes, and ends the process. */
export function stopOnSignals(server: Server, inFlight: InFlight, close: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void drain(server, inFlight, patience)
        .then(close)
        .then(
          () => process.exit(0),
          (error: unknown) => {
            logger().error({ err: error }, 'the stop went wrong');
            process.exit(1);
          },
        );
    });
  }
}

/** Runs a process's start. One that fails ends with one line, cause and cure, and exit code 1. */
export async function run(start: () => Promise<void>): Promise<void> {
  process.on('uncaughtException', (error) => {
    logger().fatal({ err: error }, 'uncaught exception');
    process.exit(1);
  });
  try {
    await start();
  } catch (error) {
    process.stderr.write(`${causeAndCure(error)}\n`);
    process.exit(1);
  }
}
