import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { freePort } from '#e2e/parts/free-port.ts';
import { root, toolEnvironment } from '#e2e/parts/step.ts';
import type { RuntimePage } from '#lib/runtimes/view.ts';
import { rawRows } from './raw-rows.ts';

/**
 * The yardstick: a bare Next app of the same version, made for the run and removed after it. `/rows` shows the same rows
 * from memory in the same table, `/empty` nothing, `/raw` the same rows as plain HTML without Next.
 */
export interface Yardstick {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const config = `
export default {
  agentRules: false,
  poweredByHeader: false,
  compress: true,
  reactStrictMode: true,
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: ${JSON.stringify(root)} },
};
`;

const layout = `
export default function Layout({ children }) {
  return <html lang="en"><head><title>Yardstick</title></head><body>{children}</body></html>;
}
`;

const empty = `
export const dynamic = 'force-dynamic';
export default function Empty() {
  return <p>Empty</p>;
}
`;

const server = `
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import next from 'next';
const app = next({ dev: false, dir: import.meta.dirname });
await app.prepare();
const handle = app.getRequestHandler();
const raw = gzipSync(readFileSync(import.meta.dirname + '/raw.html'));
const listener = (request, response) => {
  if (request.url !== '/raw') return void handle(request, response);
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'gzip' }).end(raw);
};
createServer(listener).listen(Number(process.env.PORT), () => console.log('ready'));
`;

/** Builds and starts it. `rows` are the sources of its page of rows, which finds `rows.json` beside it. */
export async function startYardstick(page: RuntimePage, rows: Readonly<Record<string, string>>): Promise<Yardstick> {
  const folder = join(root, '.data-bench/yardstick');
  rmSync(folder, { recursive: true, force: true });
  const files = {
    'next.config.js': config,
    'app/layout.tsx': layout,
    'app/empty/page.tsx': empty,
    ...Object.fromEntries(Object.entries(rows).map(([file, text]) => [`app/rows/${file}`, text.trimStart()])),
    'app/rows/rows.json': JSON.stringify(page),
    'raw.html': rawRows(page),
    'server.js': server,
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const port = await freePort();
  const env = toolEnvironment({ NODE_ENV: 'production', PORT: String(port) });
  const build = spawn('next', ['build'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
  await once(build, 'exit');
  if (build.exitCode !== 0) throw new Error('The yardstick does not build.');
  const child = spawn('node', ['server.js'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const killed = () => child.kill('SIGKILL');
  process.once('exit', killed);
  await Promise.race([
    says(child.stdout, 'ready'),
    once(child, 'exit').then(() => Promise.reject(new Error('The yardstick does not start.'))),
  ]);
  return {
    url: `http://localhost:${port}`,
    pid: child.pid ?? 0,
    stop: async () => {
      process.off('exit', killed);
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function says(output: Readable, word: string): Promise<void> {
  return new Promise((resolve) => {
    createInterface({ input: output }).on('line', (line) => {
      if (line === word) resolve();
    });
  });
}
