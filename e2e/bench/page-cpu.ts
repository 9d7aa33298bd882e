import { Agent, request } from 'undici';
import { median } from './figure.ts';
import { childrenCpuMs, cpuMs } from './process-cpu.ts';

/** A page of a server, and whose CPU its views cost. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly pid: number;
  /** The postmaster, where the server has one behind it. */
  readonly postgresPid: number | null;
}

export interface Cost {
  readonly serverMs: number;
  /** PostgreSQL's backends; 0 where there are none (PGlite counts as the server). */
  readonly databaseMs: number;
}

const agent = new Agent({ connections: 1, pipelining: 1 });

async function view({ url, headers }: Target): Promise<void> {
  const answer = await request(url, { dispatcher: agent, headers: { 'accept-encoding': 'gzip', ...headers } });
  await answer.body.dump({ limit: 64 * 1024 * 1024 });
  if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}.`);
}

async function views(target: Target, count: number): Promise<Cost> {
  const database = () => (target.postgresPid === null ? 0 : childrenCpuMs(target.postgresPid));
  const before = { server: cpuMs(target.pid), database: database() };
  for (let index = 0; index < count; index += 1) await view(target);
  return {
    serverMs: (cpuMs(target.pid) - before.server) / count,
    databaseMs: (database() - before.database) / count,
  };
}

const warmUp = 400;
const rounds = 11;
const viewsPerRound = 120;

/**
 * CPU per view of two pages, in alternating batches so that noise of the machine falls on both. The ratios are medians
 * over the rounds of yardstick ÷ ours: of the servers alone, and with the database's backends.
 */
export async function compareCpu(yardstick: Target, ours: Target) {
  await views(yardstick, warmUp);
  await views(ours, warmUp);
  const pairs: { yardstick: Cost; ours: Cost }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const first = round % 2 === 0;
    const a = await views(first ? yardstick : ours, viewsPerRound);
    const b = await views(first ? ours : yardstick, viewsPerRound);
    pairs.push(first ? { yardstick: a, ours: b } : { yardstick: b, ours: a });
  }
  const of = (pick: (pair: { yardstick: Cost; ours: Cost }) => number) => median(pairs.map(pick));
  return {
    ratio: of((pair) => pair.yardstick.serverMs / pair.ours.serverMs),
    ratioWithDatabase: of(
      (pair) => (pair.yardstick.serverMs + pair.yardstick.databaseMs) / (pair.ours.serverMs + pair.ours.databaseMs),
    ),
    yardstickMs: of((pair) => pair.yardstick.serverMs),
    oursMs: of((pair) => pair.ours.serverMs),
    yardstickDatabaseMs: of((pair) => pair.yardstick.databaseMs),
    oursDatabaseMs: of((pair) => pair.ours.databaseMs),
  };
}
