import { setTimeout as delay } from 'node:timers/promises';
import autocannon, { type Client, type Request } from 'autocannon';
import { Agent, request } from 'undici';
import type { Question } from './credential-fleet.ts';

/** What the load process is told to do. It sends nothing else, and is a process of its own so that it costs no server. */
export type Order =
  | { readonly kind: 'questions'; readonly questions: readonly Question[] }
  /** As fast as they are answered. */
  | { readonly kind: 'flood'; readonly url: string; readonly connections: number; readonly seconds: number }
  /** So many a second, whether or not the ones before have been answered. */
  | { readonly kind: 'steady'; readonly url: string; readonly perSecond: number; readonly seconds: number };

export interface Sent {
  readonly answers: number;
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** `sent` is null after an order that sends nothing. */
export type Report = { readonly sent: Sent | null } | { readonly error: string };

const path = '/api/v1/credential';
let requests: Request[] = [];
/** Where the next load begins: each asks for other tokens than the one before. */
let next = 0;

function take(count: number): Request[] {
  const taken = Array.from({ length: count }, (_, index) => requests[(next + index) % requests.length]);
  next = (next + count) % requests.length;
  return taken.filter((each) => each !== undefined);
}

function summary(milliseconds: number[], answers: number, seconds: number): Sent {
  if (milliseconds.length === 0) throw new Error('Nothing was answered.');
  const sorted = Float64Array.from(milliseconds).toSorted();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { answers, perSecond: answers / seconds, medianMs: at(0.5), p99Ms: at(0.99) };
}

async function flood(url: string, connections: number, seconds: number): Promise<Sent> {
  const milliseconds: number[] = [];
  const failures: string[] = [];
  const started = new WeakSet<Client>();
  let answers = 0;
  let first = 0;
  let last = 0;
  // Enough for a round without asking for anything twice, as far as there are so many.
  const each = Math.ceil(Math.min(requests.length, 40_000) / connections);
  const run = autocannon({
    url,
    connections,
    duration: seconds,
    sampleInt: 100,
    setupClient: (client) => client.setRequests(take(each)),
  });
  run.on('reqError', (error) => failures.push(error.message));
  run.on('response', (client, status, _bytes, duration) => {
    if (status !== 200) failures.push(`status ${status}`);
    answers += 1;
    last = performance.now();
    // A connection's first answer waited for the connection.
    if (started.has(client)) milliseconds.push(duration);
    else started.add(client);
    first ||= last;
  });
  await run;
  if (failures.length > 0) throw new Error(`${url}: ${failures.length} failures, the first: ${failures[0]}`);
  return summary(milliseconds, answers, (last - first) / 1000);
}

async function steady(url: string, perSecond: number, seconds: number): Promise<Sent> {
  const agent = new Agent({ connections: 64, pipelining: 1 });
  const milliseconds: number[] = [];
  const ask = async ({ method, headers, body }: Request, due: number) => {
    const answer = await request(url + path, { dispatcher: agent, method, headers, body });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}.`);
    milliseconds.push(performance.now() - due);
  };
  const asking: Promise<void>[] = [];
  const start = performance.now();
  for (const [index, asked] of take(Math.round(perSecond * seconds)).entries()) {
    const due = start + (index * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await delay(early);
    // From when it is sent: a timer that fires late is this process's fault.
    asking.push(ask(asked, performance.now()));
  }
  await Promise.all(asking);
  await agent.close();
  return summary(milliseconds, asking.length, (performance.now() - start) / 1000);
}

async function follow(order: Order): Promise<Sent | null> {
  if (order.kind === 'flood') return flood(order.url, order.connections, order.seconds);
  if (order.kind === 'steady') return steady(order.url, order.perSecond, order.seconds);
  requests = order.questions.map(({ key, user, url }) => ({
    method: 'POST',
    path,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ user, url }),
  }));
  return null;
}

process.once('disconnect', () => process.exit());
process.on('message', (order: Order) => {
  follow(order).then(
    (sent) => process.send?.({ sent }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
