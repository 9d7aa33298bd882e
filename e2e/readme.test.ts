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
  for (const name of variables) {
    const short = name.replace('AUTH_OIDC', '');
    expect(
      table.some((line) => line.includes(`\`${name}\``) || line.includes(`\`${short}\``)),
      name,
    ).toBe(true);
    expect(read('.env.example'), name).toMatch(new RegExp(`^(# )?${name}=`, 'm'));
  }
});

test('what the README links to is there, and so is every script that it names', () => {
  const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target = '']) => target);
  for (const target of links) expect(existsSync(join(root, target)), target).toBe(true);
  const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts);
  const named = [...`${readme}\n${read('CONTRIBUTING.md')}`.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
  for (const name of named) expect(scripts, name).toContain(name);
});

test('decisions are numbered without a gap, each by its own title', () => {
  const files = globSync('docs/decisions/*.md', { cwd: root }).toSorted();
  for (const [index, file] of files.entries()) {
    expect(basename(file)).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}-`));
    expect(read(file)).toMatch(new RegExp(`^# ${index + 1}\\. `));
  }
});
