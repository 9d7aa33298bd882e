import { randomUUID } from 'node:crypto';
import { captureConsole } from '#lib/console.ts';
import { makeCredentialHandler } from '#lib/credentials/http.ts';
import { env, loadEnvFile } from '#lib/env.ts';
import { countInFlight } from '#lib/http/in-flight.ts';
import { refuse } from '#lib/http/refusal.ts';
import { logger } from '#lib/logger.ts';
import { listen, type Listener } from '#lib/server/listen.ts';
import { openAll } from '#lib/server/open.ts';
import { run, stopOnSignals } from '#lib/server/run.ts';
import { StartError } from '#lib/start-error.ts';

/**
 * The credential API alone, beside `server.ts` on the same PostgreSQL: its answers then do not wait for pages being
 * rendered. Any number of these may run. It migrates as the server does, so the order of an upgrade does not matter.
 */
await run(async () => {
  loadEnvFile();
  const settings = env();
  if (settings.databaseUrl === null) {
    throw new StartError(
      'DATABASE_URL is not set: the embedded database is for one process. Set it to your PostgreSQL, or do without `npm run credentials`: `npm start` serves the credential API too.',
    );
  }
  const inFlight = countInFlight();
  const ready = Promise.withResolvers<Listener>();
  const server = await listen({ ...settings, mode: 'production' }, inFlight, ready.promise);
  const database = await openAll(settings);
  if (settings.mode === 'production') captureConsole(logger());
  const credentials = makeCredentialHandler({ ...settings, db: database.db, log: logger() });
  ready.resolve((request, response) => {
    if (credentials(request, response)) return;
    refuse(
      request,
      response,
      { status: 404, code: 'not_found', message: 'There is nothing at this address.' },
      randomUUID(),
    );
  });
  stopOnSignals(server, inFlight, () => database.close());
  process.stdout.write(`The credential API is ready on port ${settings.port}\n`);
});
