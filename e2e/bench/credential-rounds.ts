import { median } from './figure.ts';
import type { Load, Served } from './credential-processes.ts';
import { childrenCpuMs, cpuMs } from './process-cpu.ts';

interface Round {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** CPU per request. */
  readonly serverMs: number;
  readonly databaseMs: number;
}

const rounds = 9;
const seconds = 2;

async function flood(load: Load, served: Served, postgresPid: number, connections: number): Promise<Round> {
  const server = cpuMs(served.pid);
  const database = childrenCpuMs(postgresPid);
  const { answers, perSecond, p99Ms } = await load.flood(served, connections, seconds);
  return {
    perSecond,
    p99Ms,
    serverMs: (cpuMs(served.pid) - server) / answers,
    databaseMs: (childrenCpuMs(postgresPid) - database) / answers,
  };
}

const total = (round: Round) => round.serverMs + round.databaseMs;

/** Requests until V8 has compiled all it is going to: while it does, a request costs twice as much. */
const warm = 60_000;

/** Until it is compiled, its connections are open and its statement is planned once and for all. */
export async function warmUp(load: Load, served: Served, requests = warm): Promise<void> {
  for (let answers = 0; answers < requests; ) answers += (await load.flood(served, 32, 5)).answers;
}

/**
 * Short rounds of both in turn, so that noise of the machine falls on both. Medians over the rounds, the ratios
 * being medians of each pair's.
 */
export async function compareRounds(
  load: Load,
  { yardstick, ours }: { readonly yardstick: Served; readonly ours: Served },
  { postgresPid, connections }: { readonly postgresPid: number; readonly connections: number },
) {
  const pairs: { yardstick: Round; ours: Round }[] = [];
  const one = (served: Served) => flood(load, served, postgresPid, connections);
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) pairs.push({ yardstick: await one(yardstick), ours: await one(ours) });
    else {
      const first = await one(ours);
      pairs.push({ yardstick: await one(yardstick), ours: first });
    }
  }
  const of = (pick: (pair: { yardstick: Round; ours: Round }) => number) => median(pairs.map(pick));
  return {
    ratio: of((pair) => pair.ours.perSecond / pair.yardstick.perSecond),
    cpuRatio: of(({ yardstick, ours }) => total(yardstick) / total(ours)),
    yardstickPerSecond: of((pair) => pair.yardstick.perSecond),
    oursPerSecond: of((pair) => pair.ours.perSecond),
    yardstickP99Ms: of((pair) => pair.yardstick.p99Ms),
    oursP99Ms: of((pair) => pair.ours.p99Ms),
    yardstickServerMs: of((pair) => pair.yardstick.serverMs),
    oursServerMs: of((pair) => pair.ours.serverMs),
    yardstickDatabaseMs: of((pair) => pair.yardstick.databaseMs),
    oursDatabaseMs: of((pair) => pair.ours.databaseMs),
  };
}
