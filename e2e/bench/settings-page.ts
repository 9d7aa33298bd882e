import { ensureBuild } from '#e2e/parts/build.ts';
import { findPostgres, startPostgres } from '#e2e/parts/postgres.ts';
import type { RuntimePage } from '#lib/runtimes/view.ts';
import { type Figure, round } from './figure.ts';
import { comparePaint } from './largest-paint.ts';
import { compareCpu, type Target } from './page-cpu.ts';
import { scriptBytes } from './scripts.ts';
import { startSubject, type Subject } from './subject.ts';
import { startYardstick } from './yardstick.ts';

const bench = 'settings-page';

/** The yardstick's page: the same rows from memory in the same table, and nothing else. */
const rowsPage = `
import Rows from './rows.tsx';
import page from './rows.json';
export const dynamic = 'force-dynamic';
export default function Page() {
  return <Rows page={page} />;
}
`;
const rowsTable = `
'use client';
import { RuntimeTable } from '#components/settings/runtime-table.tsx';
const nothing = () => {};
const none = new Map();
export default function Rows({ page }) {
  return <RuntimeTable page={page} pending={none} faded={false} onCommand={nothing} onMenu={nothing}>{null}</RuntimeTable>;
}
`;

function headers({ cookie }: Subject): Readonly<Record<string, string>> {
  return { cookie: `${cookie.name}=${cookie.value}` };
}

async function readRows(subject: Subject): Promise<RuntimePage> {
  const answer = await fetch(`${subject.server.url}/api/runtimes`, { headers: headers(subject) });
  if (!answer.ok) throw new Error(`/api/runtimes answered ${answer.status}.`);
  return (await answer.json()) as RuntimePage;
}

/** DESIGN §8's figures of User Settings, each against a yardstick of the same run. */
export async function* settingsPage(): AsyncGenerator<Figure> {
  if ((await ensureBuild()) !== 0) throw new Error('The build failed.');
  const postgres = findPostgres() === null ? null : await startPostgres();
  const database = postgres === null ? 'pglite' : 'postgres';
  const closing: (() => Promise<void>)[] = postgres === null ? [] : [() => postgres.stop()];
  try {
    const fifty = await startSubject(50, postgres);
    closing.push(() => fifty.stop());
    const tenThousand = await startSubject(10_000, postgres);
    closing.push(() => tenThousand.stop());
    const yardstick = await startYardstick(await readRows(fifty), { 'page.tsx': rowsPage, 'rows.tsx': rowsTable });
    closing.push(() => yardstick.stop());

    const target = (subject: Subject): Target => ({
      url: `${subject.server.url}/settings`,
      headers: headers(subject),
      pid: subject.server.pid,
      postgresPid: postgres?.pid ?? null,
    });
    const bare: Target = { url: `${yardstick.url}/rows`, headers: {}, pid: yardstick.pid, postgresPid: null };

    const cpu = await compareCpu(bare, target(fifty));
    yield {
      bench,
      figure: 'cpu-50-rows',
      ratio: round(cpu.ratio),
      goal: round(1 / 1.5, 2),
      ratio_with_database: round(cpu.ratioWithDatabase),
      yardstick_ms: round(cpu.yardstickMs),
      ours_ms: round(cpu.oursMs),
      database,
      database_ms: round(cpu.oursDatabaseMs),
    };
    const growth = await compareCpu(target(fifty), target(tenThousand));
    yield {
      bench,
      figure: 'cpu-10000-runtimes',
      ratio: round(growth.ratio),
      goal: round(1 / 1.3, 2),
      ratio_with_database: round(growth.ratioWithDatabase),
      yardstick_ms: round(growth.yardstickMs),
      ours_ms: round(growth.oursMs),
      database,
      yardstick_database_ms: round(growth.yardstickDatabaseMs),
      database_ms: round(growth.oursDatabaseMs),
    };
    const emptyBytes = await scriptBytes(`${yardstick.url}/empty`, {});
    const ourBytes = await scriptBytes(`${fifty.server.url}/settings`, headers(fifty));
    yield {
      bench,
      figure: 'first-load-javascript',
      ratio: round(emptyBytes / ourBytes),
      goal: round(1 / 1.25, 2),
      yardstick_bytes: emptyBytes,
      ours_bytes: ourBytes,
    };
    const paint = await comparePaint(
      { url: `${yardstick.url}/raw`, cookie: null },
      { url: `${fifty.server.url}/settings`, cookie: fifty.cookie },
    );
    yield {
      bench,
      figure: 'largest-paint',
      ratio: round(paint.ratio),
      goal: round(1 / 1.5, 2),
      yardstick_ms: round(paint.yardstickMs, 0),
      ours_ms: round(paint.oursMs, 0),
    };
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}
