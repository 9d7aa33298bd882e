import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root, toolEnvironment } from './step.ts';

export interface AppServer {
  readonly url: string;
  readonly pid: number;
  /** Ends with the process: its exit code. */
  readonly ended: Promise<number | null>;
  /** SIGTERM, then waits until it has ended. */
  stop(): Promise<void>;
}

export interface AppServerOptions {
  /** What is started: the app, or the credential API alone. */
  readonly entry?: 'server.ts' | 'credentials.ts';
  readonly port: number;
  readonly dataDir: string;
  /** Everything the server prints goes here. */
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
}

const patienceMs = 60_000;

/** Set but empty counts as absent, and keeps a developer's `.env` out. */
const nothingElse = {
  HOST: '',
  DATABASE_URL: '',
  GIT_TOKENS_KEYS: '',
  AUTH_OIDC_ISSUER: '',
  AUTH_OIDC_CLIENT_ID: '',
  AUTH_OIDC_CLIENT_SECRET: '',
  AUTH_OIDC_NAME: '',
  OUTBOUND_ALLOW_CIDRS: '',
  TRUST_PROXY: '',
  LOG_LEVEL: '',
};

/** Starts the production server, with Git hosts on this machine allowed, and waits until it answers. @throws with the end of its log when it does not. */
export async function startAppServer(options: AppServerOptions): Promise<AppServer> {
  const { entry = 'server.ts', port, dataDir, logFile, env = {} } = options;
  mkdirSync(dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  const url = `http://localhost:${port}`;
  const child = spawn('node', [entry], {
    cwd: root,
    env: toolEnvironment({
      ...nothingElse,
      NODE_ENV: 'production',
      PORT: String(port),
      PUBLIC_URL: url,
      DATA_DIR: dataDir,
      ALLOW_LOOPBACK_GIT_HOSTS: 'true',
      ...env,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  const killed = () => child.kill('SIGKILL');
  process.once('exit', killed);
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  let alive = true;
  void ended.then(() => {
    alive = false;
    process.off('exit', killed);
  });
  const stop = async () => {
    if (alive) child.kill('SIGTERM');
    await ended;
  };
  const giveUpAt = Date.now() + patienceMs;
  while (!(await answers(url))) {
    if (alive && Date.now() < giveUpAt) {
      await Promise.race([delay(100), ended]);
      continue;
    }
    child.kill('SIGKILL');
    throw new Error(`The server did not start:\n${readFileSync(logFile, 'utf8').slice(-2_000)}`);
  }
  return { url, pid: child.pid ?? 0, ended, stop };
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/sign-in`, { redirect: 'manual' });
    await answer.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
