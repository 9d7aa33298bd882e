import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { constants } from 'node:zlib';
import compression from 'compression';
import { type OpenDatabase, openDatabase } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { provideDatabase } from '#db/provide.ts';
import { provideKeys } from '#lib/cipher.ts';
import { captureConsole } from '#lib/console.ts';
import { type Env, env, loadEnvFile } from '#lib/env.ts';
import { refuseMalformed, serverOptions } from '#lib/http/connections.ts';
import { type Handler, inFrontOf } from '#lib/http/front.ts';
import { readSheets, withInlineStyles } from '#lib/http/inline-styles.ts';
import { countInFlight, drain } from '#lib/http/in-flight.ts';
import { loadKeys } from '#lib/keys.ts';
import { logger } from '#lib/logger.ts';
import { configureOutbound } from '#lib/outbound/policy.ts';
import { causeAndCure, StartError } from '#lib/start-error.ts';
import { verifyKeys } from '#lib/verify-keys.ts';

/** The composition root: everything that exists once per process is made here, and ended here. */

/** How long a stop waits for requests in flight, in milliseconds. */
const patience = 25_000;
const inFlight = countInFlight();

/** Takes the port at once, so that a second server is told so before it opens anything; requests wait for `handler`. */
async function listen(settings: Env, handler: Promise<Handler>): Promise<Server> {
  const server = createServer(
    { ...serverOptions, ...(settings.mode === 'production' ? { shouldUpgradeCallback: () => false } : {}) },
    (request: IncomingMessage, response: ServerResponse) => {
      inFlight.add(response);
      void handler.then((handle) => handle(request, response));
    },
  );
  refuseMalformed(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: settings.port, ...(settings.host === null ? {} : { host: settings.host }) }, resolve);
  });
  return server;
}

async function openAll(settings: Env): Promise<OpenDatabase> {
  const embedded = settings.databaseUrl === null;
  const keys = loadKeys({ env: settings.keys, dataDir: settings.dataDir, embedded });
  const database = await openDatabase(settings, (err) => logger().error({ err }, 'database connection lost'));
  try {
    await migrateDatabase(database);
    provideKeys(keys);
    await verifyKeys(database.db, keys);
    provideDatabase(database.db);
    configureOutbound({
      allowLoopback: settings.allowLoopbackGitHosts,
      allowCidrs: settings.outboundAllowCidrs,
    });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

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

async function start(): Promise<void> {
  loadEnvFile();
  const settings = env();
  assertBuilt(settings);
  const ready = Promise.withResolvers<Handler>();
  const server = await listen(settings, ready.promise);
  const database = await openAll(settings);
  if (settings.mode === 'production') captureConsole(logger());
  const app = await prepareNext(settings, server);
  const handle = app.getRequestHandler();
  ready.resolve(
    inFrontOf(
      settings.mode === 'production'
        ? written(handle, settings.distDir)
        : (request, response) => handle(request, response),
      {
        mode: settings.mode,
        publicOrigin: settings.publicUrl,
        issuerOrigin: settings.oidc === null ? null : new URL(settings.oidc.issuer).origin,
        loopbackImages: settings.allowLoopbackGitHosts,
        port: settings.port,
        trustProxy: settings.trustProxy,
      },
      logger(),
    ),
  );
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void drain(server, inFlight, patience)
        .then(() => app.close())
        .then(() => database.close())
        .then(
          () => process.exit(0),
          (error: unknown) => {
            logger().error({ err: error }, 'the stop went wrong');
            process.exit(1);
          },
        );
    });
  }
  process.stdout.write(`Git Tokens is ready at ${settings.publicUrl}\n`);
}

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
