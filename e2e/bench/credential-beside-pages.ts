import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Load, Served } from './credential-processes.ts';
import { median } from './figure.ts';

/** A page that somebody signed in looks at. */
export interface Page {
  readonly url: string;
  readonly cookie: { readonly name: string; readonly value: string };
}

export const pageViewsPerSecond = 10;
/** Of the credential API, in the measurements beside page views: modest, so that both fit the machine with room. */
export const steadyPerSecond = 200;

/** Views the page at a steady rate while `work` lasts; how many views there were. @throws when one fails. */
async function whileViewing<Value>({ url, cookie }: Page, work: () => Promise<Value>) {
  const agent = new Agent({ connections: 8, pipelining: 1 });
  const headers = { cookie: `${cookie.name}=${cookie.value}`, 'accept-encoding': 'gzip' };
  const view = async () => {
    const answer = await request(url, { dispatcher: agent, headers });
    await answer.body.dump({ limit: 64 * 1024 * 1024 });
    if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}.`);
  };
  const views: Promise<void>[] = [];
  const timer = setInterval(() => {
    const viewed = view();
    // Waited for below; a failure meanwhile is not unhandled.
    viewed.catch(() => {});
    views.push(viewed);
  }, 1_000 / pageViewsPerSecond);
  try {
    const value = await work();
    return { value, views: views.length };
  } finally {
    clearInterval(timer);
    await Promise.all(views);
    await agent.close();
  }
}

/** p99 at the same rate without and with page views on the app's server, in turn. */
export async function compareTail(load: Load, served: Served, page: Page, seconds: number) {
  const once = () => load.steady(served, steadyPerSecond, seconds);
  await whileViewing(page, once);
  const pairs: { idle: number; busy: number }[] = [];
  for (let round = 0; round < 7; round += 1) {
    const idle = (await once()).p99Ms;
    const busy = (await whileViewing(page, once)).value.p99Ms;
    pairs.push({ idle, busy });
  }
  return {
    ratio: median(pairs.map(({ idle, busy }) => idle / busy)),
    idleMs: median(pairs.map(({ idle }) => idle)),
    busyMs: median(pairs.map(({ busy }) => busy)),
  };
}

function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`No resident memory of process ${pid}.`);
  return Number(kilobytes) / 1024;
}

/** Least squares, per minute. */
function slope(samples: readonly number[], secondsApart: number): number {
  const middle = (samples.length - 1) / 2;
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
  const covariance = samples.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  const variance = samples.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
  return (covariance / variance) * (60 / secondsApart);
}

const sampleSeconds = 2;

/**
 * Resident memory of each server under page views and both kinds of credential requests: at the start and the end, as
 * medians of a tenth of the samples, because the garbage collector makes it jump.
 */
export async function watchMemory(
  loads: readonly { readonly load: Load; readonly served: Served }[],
  page: Page,
  { warmUpSeconds, seconds }: { readonly warmUpSeconds: number; readonly seconds: number },
) {
  const samples = loads.map((): number[] => []);
  await whileViewing(page, async () => {
    const asking = loads.map(({ load, served }) => load.steady(served, steadyPerSecond, warmUpSeconds + seconds + 1));
    const watching = async () => {
      await delay(warmUpSeconds * 1_000);
      for (let count = 0; count < seconds / sampleSeconds; count += 1) {
        for (const [index, { served }] of loads.entries()) samples[index]?.push(residentMb(served.pid));
        await delay(sampleSeconds * 1_000);
      }
    };
    await Promise.all([watching(), ...asking]);
  });
  return samples.map((each) => {
    const tenth = Math.max(1, Math.floor(each.length / 10));
    const startMb = median(each.slice(0, tenth));
    const endMb = median(each.slice(-tenth));
    return { startMb, endMb, growthMb: endMb - startMb, mbPerMinute: slope(each, sampleSeconds) };
  });
}
