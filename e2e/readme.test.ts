import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { readme } from './parts/readme.ts';
import { root } from './parts/step.ts';

// Documents that nobody checks stop being true. What they tell to run is run by the browser tests.

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const schema = /const schema = z\.object\(\{(.*?)\n\}\);/s.exec(read('lib/env.ts'))?.[1] ?? '';
const internal = ['NODE_ENV', 'NEXT_DIST_DIR'];
const variables = [...schema.matchAll(/^ {2}([A-Z_]+):/gm)]
  .map(([, name = '']) => name)
  .filter((name) => !internal.includes(name));

test('every variable of the environment is in the README’s table and in .env.example', () => {
  expect(variables.length).toBeGreaterThan(10);
  const table = readme.split('\n').filter((line) => line.startsWith('| `'));
  const told = (name: string) =>
    [name, name.replace('AUTH_OIDC', '')].some((text) => table.some((line) => line.includes(`\`${text}\``)));
  expect(variables.filter((name) => !told(name))).toEqual([]);
  const example = read('.env.example');
  expect(variables.filter((name) => !new RegExp(`^(# )?${name}=`, 'm').test(example))).toEqual([]);
});

test('what the README links to is there, and so is every script that it names', () => {
  const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target = '']) => target);
  expect(links.filter((target) => !existsSync(join(root, target)))).toEqual([]);
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = [...`${readme}\n${read('CONTRIBUTING.md')}`.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

test('decisions are numbered without a gap, each by its own title', () => {
  const files = globSync('docs/decisions/*.md', { cwd: root }).toSorted();
  for (const [index, file] of files.entries()) {
    expect(basename(file)).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}-`));
    expect(read(file)).toMatch(new RegExp(`^# ${index + 1}\\. `));
  }
});
