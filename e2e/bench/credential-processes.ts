import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '#e2e/parts/free-port.ts';
import { root, toolEnvironment } from '#e2e/parts/step.ts';
import type { Question } from './credential-fleet.ts';
import type { Order, Report, Sent } from './credential-load.ts';
import type { YardstickOrder } from './credential-yardstick.ts';

/** A program of this folder in a process of its own, which ends with this one. */
function start(file: string): ChildProcess {
  const env = toolEnvironment({ NODE_ENV: 'production' });
  const child = fork(join(root, 'e2e/bench', file), { cwd: root, env, execPath: process.execPath });
  const killed = () => child.kill('SIGKILL');
  process.once('exit', killed);
  child.once('exit', () => process.off('exit', killed));
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}

export interface Bare {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export async function startBare(order: Omit<YardstickOrder, 'port'>): Promise<Bare> {
  const port = await freePort();
  const child = start('credential-yardstick.ts');
  child.send({ ...order, port } satisfies YardstickOrder);
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('The yardstick does not start.'))),
  ]);
  return { url: `http://localhost:${port}`, pid: child.pid ?? 0, stop: () => end(child) };
}

/** A server of the credential API, ours or the yardstick, and what it can be asked. */
export interface Served {
  readonly url: string;
  readonly pid: number;
  readonly questions: readonly Question[];
}

export interface Load {
  flood(served: Served, connections: number, seconds: number): Promise<Sent>;
  steady(served: Served, perSecond: number, seconds: number): Promise<Sent>;
  stop(): Promise<void>;
}

export function startLoad(): Load {
  const child = start('credential-load.ts');
  async function tell(order: Order): Promise<Sent | null> {
    child.send(order);
    const [report] = (await once(child, 'message')) as [Report];
    if ('error' in report) throw new Error(report.error);
    return report.sent;
  }
  let known: readonly Question[] | null = null;
  async function sent({ questions }: Served, order: Order): Promise<Sent> {
    if (known !== questions) await tell({ kind: 'questions', questions });
    known = questions;
    const report = await tell(order);
    if (report === null) throw new Error('The load process reported nothing.');
    return report;
  }
  return {
    flood: (served, connections, seconds) => sent(served, { kind: 'flood', url: served.url, connections, seconds }),
    steady: (served, perSecond, seconds) => sent(served, { kind: 'steady', url: served.url, perSecond, seconds }),
    stop: () => end(child),
  };
}
