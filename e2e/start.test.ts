import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { takeLock } from '#db/lock.ts';
import { freePort } from '#e2e/parts/free-port.ts';
import { root, toolEnvironment } from '#e2e/parts/step.ts';

const folder = mkdtempSync(join(tmpdir(), 'git-tokens-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let turn = 0;

/** Starts the server with a wrong environment and gives what it says before it ends. */
async function startWith(env: Readonly<Record<string, string>>) {
  turn += 1;
  const started = Date.now();
  const child = spawn('node', ['server.ts'], {
    cwd: root,
    env: toolEnvironment({
      NODE_ENV: 'development',
      PORT: String(await freePort()),
      DATA_DIR: join(folder, String(turn)),
      ...env,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      said += text;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said, took: Date.now() - started };
}

/** Two seconds, and three times that for a machine that is busy with other tests. */
const patience = 6_000;

/** How a start ends that is refused as it should be: one line, at once, exit code 1. */
async function refusal(env: Readonly<Record<string, string>>) {
  const { code, said, took } = await startWith(env);
  return { code, lines: said.trim().split('\n'), inTime: took < patience };
}

function refused(line: RegExp) {
  return { code: 1, inTime: true, lines: [expect.stringMatching(line) as unknown] };
}

const key = (fill: number) => `k1:${Buffer.alloc(32, fill).toString('base64')}`;

test('a wrong variable ends the start with one line that names it', async () => {
  expect(await refusal({ PORT: 'eighty' })).toEqual(refused(/^PORT is wrong: .+\.$/));
  expect(await refusal({ PUBLIC_URL: 'tokens.example.com/app' })).toEqual(refused(/^PUBLIC_URL is wrong: .+\.$/));
});

test('production without a build says what to run', async () => {
  const env = { NODE_ENV: 'production', NEXT_DIST_DIR: '.next-nowhere' };
  expect(await refusal(env)).toEqual(refused(/^The app is not built yet\. Run `npm run build`/));
});

test('a port in use is said before anything is opened', async () => {
  const other = createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => other.listen(port, resolve));
  expect(await refusal({ PORT: String(port) })).toEqual(refused(/^PORT is in use by another program\./));
  other.close();
});

test('a second opener of the embedded database is refused and told who holds it', async () => {
  const dataDir = join(folder, 'held');
  const release = takeLock(dataDir);
  expect(await refusal({ DATA_DIR: dataDir })).toEqual(refused(new RegExp(`in use by process ${process.pid}\\b`)));
  release();
});

test('PostgreSQL without a key, and a key that is none, end the start', async () => {
  const database = { DATABASE_URL: 'postgres://app:hunter2@127.0.0.1:1/app' };
  expect(await refusal({ ...database, GIT_TOKENS_KEYS: '' })).toEqual(refused(/^GIT_TOKENS_KEYS is not set\./));
  expect(await refusal({ ...database, GIT_TOKENS_KEYS: 'k1:c2hvcnQ=' })).toEqual(
    refused(/^GIT_TOKENS_KEYS: key k1 is not 32 bytes/),
  );
});

test('a database that does not answer ends the start, and the password is not repeated', async () => {
  const env = { DATABASE_URL: 'postgres://app:hunter2@127.0.0.1:1/app', GIT_TOKENS_KEYS: key(1) };
  const { said } = await startWith(env);
  expect(said).toMatch(/^DATABASE_URL: nothing answers there\./);
  expect(said).not.toContain('hunter2');
});
