import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Each rule of STYLE convention 10 broken once, on purpose: [what, file, its text, the rule that must speak]. */
const broken: readonly (readonly [what: string, file: string, text: string, rule: string])[] = [
  ['app imports the database', 'app/a.ts', "import '#db/client.ts';", 'no-restricted-imports'],
  ['app imports e2e', 'app/b.ts', "import '#e2e/gate.ts';", 'no-restricted-imports'],
  ['a component imports the database', 'components/a.ts', "import '#db/client.ts';", 'no-restricted-imports'],
  ['a component imports the app', 'components/b.ts', "import '#app/settings/actions.ts';", 'no-restricted-imports'],
  ['a component imports a verb', 'components/c.ts', "import '#lib/runtimes/list.ts';", 'no-restricted-imports'],
  ['a component imports node', 'components/d.ts', "import 'node:fs';", 'no-restricted-imports'],
  ['lib imports the app', 'lib/a.ts', "import '#app/page.ts';", 'no-restricted-imports'],
  ['lib imports a component', 'lib/b.ts', "import '#components/ui/button.ts';", 'no-restricted-imports'],
  ['lib imports server-only', 'lib/c.ts', "import 'server-only';", 'no-restricted-imports'],
  ['lib imports React', 'lib/d.ts', "import 'react';", 'no-restricted-imports'],
  ['lib imports the seed', 'lib/e.ts', "import '#db/seed.ts';", 'no-restricted-imports'],
  ['a parent folder by ../', 'lib/x/a.ts', "import '../secret.ts';", 'no-restricted-imports'],
  ['a second module ciphers', 'lib/f.ts', "import { createCipheriv } from 'node:crypto';", 'no-restricted-imports'],
  ['a provider knows the database', 'lib/git-providers/a.ts', "import '#db/client.ts';", 'no-restricted-imports'],
  ['a provider knows drizzle', 'lib/git-providers/b.ts', "import 'drizzle-orm';", 'no-restricted-imports'],
  ['a provider knows the session', 'lib/git-providers/c.ts', "import '#lib/auth/actor.ts';", 'no-restricted-imports'],
  ['a provider knows Next', 'lib/git-providers/d.ts', "import 'next/headers';", 'no-restricted-imports'],
  ['the outbound client knows Next', 'lib/outbound.ts', "import 'next/headers';", 'no-restricted-imports'],
  ['the database imports lib', 'db/a.ts', "import '#lib/cipher.ts';", 'no-restricted-imports'],
  ['the server imports a component', 'server.ts', "import '#components/ui/button.ts';", 'no-restricted-imports'],
  ['a barrel', 'lib/y/index.ts', "export * from './leaf.ts';", 'no-barrel-file'],
  ['a second reader of process.env', 'lib/g.ts', 'export const port = process.env;', 'no-process-env'],
  ['any', 'lib/h.ts', 'export const x = (y: any) => void y;', 'no-explicit-any'],
  ['a non-null assertion', 'lib/i.ts', 'export const x = (y: string | null) => y!;', 'no-non-null-assertion'],
  ['a floating promise', 'lib/j.ts', 'export function x() { Promise.resolve(1); }', 'no-floating-promises'],
  ['301 lines', 'lib/k.ts', `export const x = 1;\n${'// line\n'.repeat(300)}`, 'max-lines'],
];

const allowed: readonly (readonly [file: string, text: string])[] = [
  ['app/ok.ts', "import '#lib/y/leaf.ts'; import '#components/ui/button.ts';"],
  [
    'components/ok.ts',
    "import '#lib/git-tokens/status.ts'; import '#lib/failures.ts'; import '#lib/runtimes/view.ts';",
  ],
  ['components/types.ts', "import type { Verb } from '#lib/y/leaf.ts'; export type Mine = Verb;"],
  ['lib/ok.ts', "import '#db/client.ts';"],
  ['lib/env.ts', 'export const env = process.env;'],
  ['lib/cipher.ts', "import { createCipheriv } from 'node:crypto'; export const c = createCipheriv;"],
  ['lib/y/leaf.ts', 'export type Verb = 1;'],
  ['db/ok.ts', "import '#lib/process-wide.ts';"],
];

const root = resolve(import.meta.dirname, '..');
let found: { rule: string; file: string }[] = [];
let folder = '';

beforeAll(() => {
  mkdirSync(join(root, '.data-test'), { recursive: true });
  folder = mkdtempSync(join(root, '.data-test/lint-'));
  for (const [file, text] of [...allowed, ...broken.map(([, file, text]) => [file, text] as const)]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${text}\n`);
  }
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "strict": true, "module": "esnext" } }');
  // A repository of its own: oxlint must not see that the outer one ignores this folder.
  execFileSync('git', ['init', '-q'], { cwd: folder });
  const oxlint = join(root, 'node_modules/.bin/oxlint');
  const run = spawnSync(oxlint, ['--type-aware', '--format', 'json'], { cwd: folder, encoding: 'utf8' });
  const report: { diagnostics: { code: string; filename: string }[] } = JSON.parse(run.stdout);
  found = report.diagnostics.map(({ code, filename }) => ({ rule: code, file: filename }));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(broken)('the linter refuses %s', (_what, file, _text, rule) => {
  expect(found.filter((each) => each.file === file).map((each) => each.rule)).toContainEqual(
    expect.stringContaining(`(${rule})`),
  );
});

test('the linter lets the right directions pass', () => {
  const refused = found.filter((each) => allowed.some(([file]) => file === each.file));
  expect(refused).toEqual([]);
});
