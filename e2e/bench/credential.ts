import { ensureBuild } from '#e2e/parts/build.ts';
import { findPostgres, startPostgres } from '#e2e/parts/postgres.ts';
import { compareTail, pageViewsPerSecond, steadyPerSecond, watchMemory } from './credential-beside-pages.ts';
import { type Served, startLoad } from './credential-processes.ts';
import { compareRounds, warmUp } from './credential-rounds.ts';
import { readStatement } from './credential-statement.ts';
import { expectAnswers, startOurs, startTheirs, type Stored, storeFleet } from './credential-subjects.ts';
import { type Figure, round } from './figure.ts';

const bench = 'credential';
const few = { tokens: 1_000, runtimes: 200, asked: 1_000 };
const many = { tokens: 1_000_000, runtimes: 10_000, asked: 40_000 };
const connectionCounts = [1, 32, 256];
/** For trying: what takes minutes takes seconds, and is printed as such. */
const short = process.argv.includes('--short');
const memory = short ? { warmUpSeconds: 10, seconds: 30 } : { warmUpSeconds: 60, seconds: 300 };
const tailSeconds = short ? 5 : 20;
const allowedMb = 50;

/** DESIGN §8's figures of the credential API, each against a yardstick of the same run. */
export async function* credential(): AsyncGenerator<Figure> {
  if (findPostgres() === null) throw new Error('The credential API is measured on PostgreSQL, and there is none here.');
  if ((await ensureBuild()) !== 0) throw new Error('The build failed.');
  const closing: (() => Promise<void>)[] = [];
  try {
    yield* measure((started) => {
      closing.push(() => started.stop());
      return started;
    });
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

/** Has it stopped at the end, whatever happens. */
type Keep = <Started extends { stop(): Promise<void> }>(started: Started) => Started;

async function* measure(keep: Keep): AsyncGenerator<Figure> {
  const postgres = keep(await startPostgres());
  const statement = await readStatement();
  const load = keep(startLoad());
  const bare = async (stored: Stored) => ready(keep(await startTheirs(stored, statement)), stored);
  const ours = async (entry: 'server.ts' | 'credentials.ts', stored: Stored) =>
    ready(keep(await startOurs(entry, stored)), stored);
  async function ready(server: { url: string; pid: number }, { questions }: Stored): Promise<Served> {
    const served = { url: server.url, pid: server.pid, questions };
    await expectAnswers(served);
    await warmUp(load, served);
    return served;
  }
  async function* compared(name: string, yardstick: Served, subject: Served, goal: number): AsyncGenerator<Figure> {
    for (const connections of connectionCounts) {
      const pair = { yardstick, ours: subject };
      const found = await compareRounds(load, pair, { postgresPid: postgres.pid, connections });
      yield {
        bench,
        figure: `${name}-${connections}-connections`,
        ratio: round(found.ratio),
        goal,
        yardstick_per_s: round(found.yardstickPerSecond, 0),
        ours_per_s: round(found.oursPerSecond, 0),
        yardstick_p99_ms: round(found.yardstickP99Ms, 2),
        ours_p99_ms: round(found.oursP99Ms, 2),
        ratio_of_cpu_with_database: round(found.cpuRatio),
        yardstick_server_ms: round(found.yardstickServerMs),
        ours_server_ms: round(found.oursServerMs),
      };
    }
  }

  const thousand = await storeFleet(postgres, few);
  const million = await storeFleet(postgres, many);
  const thousandBare = await bare(thousand);
  const thousandAlone = await ours('credentials.ts', thousand);
  yield* compared('1000-tokens', thousandBare, thousandAlone, 0.9);
  const millionBare = await bare(million);
  const millionAlone = await ours('credentials.ts', million);
  yield* compared('1000000-tokens', millionBare, millionAlone, 0.9);

  const sizes = { yardstick: thousandAlone, ours: millionAlone };
  const cost = await compareRounds(load, sizes, { postgresPid: postgres.pid, connections: 32 });
  yield {
    bench,
    figure: 'cost-1000000-tokens',
    ratio: round(cost.cpuRatio),
    goal: round(1 / 1.2, 2),
    yardstick_server_ms: round(cost.yardstickServerMs),
    ours_server_ms: round(cost.oursServerMs),
    yardstick_database_ms: round(cost.yardstickDatabaseMs),
    ours_database_ms: round(cost.oursDatabaseMs),
    yardstick_per_s: round(cost.yardstickPerSecond, 0),
    ours_per_s: round(cost.oursPerSecond, 0),
  };

  const app = await ours('server.ts', million);
  yield* compared('in-front-of-next', millionBare, app, 0.9);

  const page = { url: `${app.url}/settings`, cookie: million.cookie };
  const rates = { requests_per_s: steadyPerSecond, page_views_per_s: pageViewsPerSecond, short: String(short) };
  const tail = await compareTail(load, millionAlone, page, tailSeconds);
  yield {
    bench,
    figure: 'p99-beside-page-views',
    ratio: round(tail.ratio),
    goal: round(1 / 3, 2),
    idle_p99_ms: round(tail.idleMs, 2),
    ours_p99_ms: round(tail.busyMs, 2),
    ...rates,
  };

  const loads = [
    { name: 'alone', load, served: millionAlone },
    { name: 'in-front-of-next', load: keep(startLoad()), served: app },
  ];
  for (const [index, grown] of (await watchMemory(loads, page, memory)).entries()) {
    yield {
      bench,
      figure: `memory-${loads[index]?.name}`,
      // What is allowed ÷ what it grew by; one that shrank counts as grown by 1 MB.
      ratio: round(allowedMb / Math.max(grown.growthMb, 1)),
      goal: 1,
      start_mb: round(grown.startMb, 1),
      end_mb: round(grown.endMb, 1),
      growth_mb: round(grown.growthMb, 1),
      slope_mb_per_minute: round(grown.mbPerMinute, 2),
      seconds: memory.seconds,
      ...rates,
    };
  }

  // Beside it, with no goal: everything in one process on the embedded database.
  yield* compared('embedded', thousandBare, await ours('server.ts', await storeFleet(null, few)), 0);
}
