import { globSync, readFileSync } from 'node:fs';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { findPostgres } from './e2e/parts/postgres.ts';

const files = ['lib', 'db', 'components', 'app', 'e2e'].flatMap((folder) => globSync(`${folder}/**/*.test.ts`));
files.push(...globSync('*.test.ts'));
/** A test is a database test when it asks for a database. */
const database = files.filter((file) => /['"]#e2e\/fixtures\//.test(readFileSync(file, 'utf8')));
const unit = files.filter((file) => !database.includes(file));

const shared = {
  environment: 'node',
  // Nothing here leaves state in modules that another file would trip over, and loading them again costs seconds.
  isolate: false,
  testTimeout: 20_000,
  hookTimeout: 60_000,
  // next-auth imports `next/server` without its extension, which only a bundler finds.
  server: { deps: { inline: ['next-auth'] } },
} satisfies TestProjectInlineConfiguration['test'];

function project(name: string, include: string[], rest: TestProjectInlineConfiguration['test'] = {}) {
  return { extends: true, test: { ...shared, name, include, ...rest } } satisfies TestProjectInlineConfiguration;
}

function onDatabase(kind: 'pglite' | 'postgres') {
  return project(kind, database, {
    globalSetup: [`e2e/fixtures/${kind}-setup.ts`],
    setupFiles: ['e2e/fixtures/close-databases.ts'],
    provide: { databaseKind: kind },
  });
}

export default defineConfig({
  test: {
    passWithNoTests: false,
    // Much of a test's time is waiting for git, a database, a host: more at once than there are cores.
    maxWorkers: 4,
    projects: [
      project('unit', unit),
      ...(database.length === 0 ? [] : [onDatabase('pglite')]),
      ...(database.length === 0 || findPostgres() === null ? [] : [onDatabase('postgres')]),
    ],
  },
});
