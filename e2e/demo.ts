import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { demoRuntimes, demoUsers } from '#db/seed.ts';
import { startGitHost } from '#e2e/git-host/start.ts';
import { startAppServer } from './parts/app-server.ts';
import { ensureBuild } from './parts/build.ts';
import { demoRuntime } from './parts/demo-runtime.ts';
import { freePort, tryPort } from './parts/free-port.ts';
import { root, runShown } from './parts/step.ts';

/** `npm run demo`: the app and the local Git host beside it, filled in, until Ctrl-C. */

const port = Number(process.env['PORT'] || 3000);
// Its own folder: what `npm start` keeps in .data is never touched.
const dataDir = resolve(process.env['DATA_DIR'] || join(root, '.data-demo'));
const logFile = join(dataDir, 'server.log');

function refuse(line: string): never {
  console.error(line);
  process.exit(1);
}

/** The Git host keeps its port, because the tokens made there are sealed for its address. */
async function hostPort(): Promise<number> {
  const file = join(dataDir, 'git-host-port');
  try {
    const known = Number(readFileSync(file, 'utf8'));
    if ((await tryPort(known)) !== null) return known;
  } catch {
    const free = await freePort(port + 1);
    writeFileSync(file, String(free));
    return free;
  }
  refuse(
    `The port of this demo's Git host is taken. Is the demo running already? If not, set DATA_DIR to a new folder.`,
  );
}

if (!Number.isInteger(port) || port < 1 || port > 65_535) refuse('PORT is wrong: set it to a number from 1 to 65535.');
if ((await tryPort(port)) === null) {
  refuse(
    `Port ${port} is taken. Is a demo running already? Choose another: PORT=${port + 10} DATA_DIR=./.data-demo-2 npm run demo`,
  );
}
mkdirSync(dataDir, { recursive: true, mode: 0o700 });
if ((await ensureBuild()) !== 0) refuse('The build failed: see above.');

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

const host = await startGitHost({ port: await hostPort(), dataDir: join(dataDir, 'git-host') });
const keyFile = join(dataDir, 'runtime-key');
const repositories = new Set(Object.values(demoRuntimes.GitHub));

/** Tokens of the Git host's robot account, with which the runtimes are installed at the first start. */
function robotTokens(): Record<string, string> {
  if (existsSync(keyFile)) return {};
  const login = 'gitops-robot';
  const robot = { login, kind: 'classic', scopes: ['repo', 'admin:repo_hook'] } as const;
  const inNineDays = new Date(Date.now() + 9 * 86_400_000);
  return {
    DEMO_ROBOT_TOKEN: host.control.createToken({ ...robot, name: 'Git Tokens: runtimes' }),
    DEMO_ROBOT_TOKEN_ENDING_SOON: host.control.createToken({
      ...robot,
      name: 'Git Tokens: staging',
      expiresAt: inNineDays,
    }),
  };
}

const seeding = ['node', 'e2e/parts/demo-data.ts', dataDir, host.origin, keyFile];
if ((await runShown(seeding, { PUBLIC_URL: `http://localhost:${port}`, ...robotTokens() })) !== 0) {
  await host.stop();
  process.exit(1);
}
// The demo's passwords are printed here and known to everybody: it listens on this machine only, unless told otherwise.
const env = { HOST: process.env['HOST'] || '127.0.0.1' };
const app = await startAppServer({ port, dataDir, logFile, env }).catch(async (error: Error) => {
  await host.stop();
  if (stopping.signal.aborted) process.exit(0);
  refuse(error.message);
});

// The webhooks were made before anybody answered at their address.
for (const repository of repositories) {
  for (const { id, statusCode } of host.control.deliveries(repository)) {
    if (statusCode === 0) host.control.redeliver(id);
  }
}

const runtimeKey = readFileSync(keyFile, 'utf8');
const helper = join(root, 'lib/credentials/git-credential-helper');
const clonedTo = demoRuntime.repository.split('/').at(-1);

console.log(`
Git Tokens     ${app.url}
  sign in as   ${demoUsers.administrator.email}  ${demoUsers.administrator.password}  (administrator)
          or   ${demoUsers.user.email}  ${demoUsers.user.password}

Local Git host ${host.origin}
  sign in as   octo-ada  octo-ada    or   octo-bob  octo-bob
  make and revoke personal access tokens: ${host.origin}/settings/tokens

Runtime        ${demoRuntime.name}, installed; its runtime key is in ${keyFile}
  authorize it in User Settings as ${demoUsers.user.email}, then commit as that person:

  export GIT_TOKENS_URL=${app.url} GIT_TOKENS_USER=${demoUsers.user.email} GIT_TOKENS_KEY=${runtimeKey}
  git clone -c credential.helper= -c credential.helper='!sh ${helper}' ${host.origin}/${demoRuntime.repository}.git
  cd ${clonedTo} && git commit --allow-empty -m 'Scale checkout to 3' && git push

Data and log: ${dataDir}
Stop both with Ctrl-C.`);

const asked = new Promise<void>((done) => stopping.signal.addEventListener('abort', () => done(), { once: true }));
if (!stopping.signal.aborted) await Promise.race([asked, app.ended]);
const wanted = stopping.signal.aborted;
if (!wanted) console.error(`The server ended by itself: see ${logFile}`);
await app.stop();
await host.stop();
if (wanted) console.log('Stopped.');
process.exit(wanted ? 0 : 1);
