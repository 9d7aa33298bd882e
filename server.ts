import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import { constants } from 'node:zlib';
import compression from 'compression';
import { captureConsole } from '#lib/console.ts';
import { makeCredentialHandler } from '#lib/credentials/http.ts';
import { type Env, env, loadEnvFile } from '#lib/env.ts';
import { makeWebhookHandler } from '#lib/git-events/http.ts';
import { type Handler, inFrontOf } from '#lib/http/front.ts';
import { countInFlight } from '#lib/http/in-flight.ts';
import { readSheets, withInlineStyles } from '#lib/http/inline-styles.ts';
import { logger } from '#lib/logger.ts';
import { listen, type Listener } from '#lib/server/listen.ts';
import { openAll } from '#lib/server/open.ts';
import { run, stopOnSignals } from '#lib/server/run.ts';
import { StartError } from '#lib/start-error.ts';

/** The composition root: everything that exists once per process is made here, and ended here. */

/** Next, ready to answer. Loaded late: it and React look at NODE_ENV, which the environment check has settled. */
async function prepareNext(settings: Env, server: Server) {
  const { default: next } = await import('next');
  const app = next({
    dev: settings.mode === 'development',
    dir: import.meta.dirname,
    hostname: 'localhost',
    port: settings.port,
    httpServer: server,
  });
  await app.prepare();
  return app;
}

/** Pages with their stylesheets in them, everything compressed: Next compresses before anybody could add to a page. */
function written(handle: Handler, distDir: string): Handler {
  const sheets = readSheets(path.join(import.meta.dirname, distDir));
  // Higher ones cost each page view more than they spare the line.
  const compress = compression({
    level: 3,
    chunkSize: 65_536,
    brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } },
  });
  return (request, response) =>
    new Promise((resolve, reject) => {
      compress(request, response, () => {
        // Next sends the headers alone; together with the first part they cost one write fewer, a twelfth of a page view.
        response.flushHeaders = () => {};
        withInlineStyles(response, sheets);
        handle(request, response).then(resolve, reject);
      });
    });
}

function assertBuilt(settings: Env): void {
  if (settings.mode === 'development') return;
  if (existsSync(path.join(import.meta.dirname, settings.distDir, 'BUILD_ID'))) return;
  throw new StartError('The app is not built yet. Run `npm run build` first, or `npm run dev` while developing.');
}

/** Pages, behind their front. */
function pages(settings: Env, handle: Handler): Handler {
  return inFrontOf(
    settings.mode === 'production' ? written(handle, settings.distDir) : handle,
    {
      mode: settings.mode,
      publicOrigin: settings.publicUrl,
      issuerOrigin: settings.oidc === null ? null : new URL(settings.oidc.issuer).origin,
      loopbackImages: settings.allowLoopbackGitHosts,
      port: settings.port,
      trustProxy: settings.trustProxy,
    },
    logger(),
  );
}

await run(async () => {
  loadEnvFile();
  const settings = env();
  assertBuilt(settings);
  const inFlight = countInFlight();
  const ready = Promise.withResolvers<Listener>();
  const server = await listen(settings, inFlight, ready.promise);
  const database = await openAll(settings);
  if (settings.mode === 'production') captureConsole(logger());
  const app = await prepareNext(settings, server);
  const next = app.getRequestHandler();
  const credentials = makeCredentialHandler({ ...settings, db: database.db, log: logger() });
  const webhooks = makeWebhookHandler({ ...settings, db: database.db, log: logger() });
  const page = pages(settings, (request, response) => next(request, response));
  ready.resolve((request, response) => {
    if (!credentials(request, response) && !webhooks(request, response)) void page(request, response);
  });
  stopOnSignals(server, inFlight, async () => {
    await app.close();
    await database.close();
  });
  process.stdout.write(`Git Tokens is ready at ${settings.publicUrl}\n`);
});
