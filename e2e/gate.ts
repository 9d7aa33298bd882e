import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild } from './parts/build.ts';
import { findPostgres } from './parts/postgres.ts';
import { root, runShown } from './parts/step.ts';

/** The one gate: `npm test` runs all of it, `npm run verify` all but the browser and PGlite. Ends with `N passed, N failed`. */

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const reports = join(root, 'test-results/gate');
const withBrowser = !process.argv.includes('--without-browser');

function check(code: number): Count {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function readReport(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

const number = (value: unknown) => (typeof value === 'number' ? value : 0);

/** A runner that ends badly without a failed test (a file that does not load, nothing found) counts as one failure. */
function count(passed: unknown, failed: unknown, code: number): Count {
  return { passed: number(passed), failed: Math.max(number(failed), code === 0 ? 0 : 1) };
}

async function vitest(name: string, projects: readonly string[]): Promise<Count> {
  const file = join(reports, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await runShown(['vitest', 'run', ...reporters, ...projects.map((project) => `--project=${project}`)]);
  const report = readReport(file);
  return count(report['numPassedTests'], report['numFailedTests'], code);
}

/** Both databases before a change lands; while working one is enough, the one that is quicker. */
async function database(): Promise<Count> {
  if (findPostgres() !== null) return vitest('database', withBrowser ? ['pglite', 'postgres'] : ['postgres']);
  console.log('No PostgreSQL binaries here: the database tests run on PGlite alone.');
  return vitest('database', ['pglite']);
}

async function browser(): Promise<Count> {
  const file = join(reports, 'browser.json');
  const code = await runShown(['playwright', 'test', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
  const stats = { ...Object(readReport(file)['stats']) } as Record<string, unknown>;
  return count(stats['expected'], number(stats['unexpected']) + number(stats['flaky']), code);
}

async function types(): Promise<Count> {
  const code = await runShown(['next', 'typegen']);
  return check(code === 0 ? await runShown(['tsc', '--noEmit']) : code);
}

const steps: readonly (readonly [name: string, run: () => Promise<Count>])[] = [
  ['format', async () => check(await runShown(['biome', 'format', '.']))],
  ['lint', async () => check(await runShown(['oxlint', '--type-aware', '--deny-warnings']))],
  ['types', types],
  ['unit', () => vitest('unit', ['unit'])],
  ['database', database],
  ['build', async () => check(await ensureBuild())],
  ['browser', browser],
];

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const failedSteps = new Set<string>();
const summary: string[] = [];
const total = { passed: 0, failed: 0 };
for (const [name, run] of steps) {
  // The build is for the browser: types and lint have read the sources already.
  if (!withBrowser && (name === 'build' || name === 'browser')) continue;
  if (name === 'browser' && failedSteps.has('build')) {
    summary.push('browser    not run: there is no build');
    continue;
  }
  console.log(`\n── ${name} ──`);
  const start = performance.now();
  const result = await run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  total.passed += result.passed;
  total.failed += result.failed;
  if (result.failed > 0) failedSteps.add(name);
  summary.push(`${name.padEnd(10)} ${result.passed} passed, ${result.failed} failed, ${seconds} s`);
}
console.log(`\n${summary.join('\n')}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
