import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '#e2e/parts/step.ts';

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      { readonly version?: string; readonly resolved?: string; readonly integrity?: string; readonly link?: boolean }
    >
  >;
}

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;

function parts(version: string): readonly number[] {
  return version
    .split(/[.-]|beta/)
    .filter((part) => part !== '')
    .map(Number);
}

function atLeast(version: string, floor: string): boolean {
  const [have, want] = [parts(version), parts(floor)];
  for (const [index, number] of want.entries()) {
    const own = have[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}

/** The oldest versions without a known hole that would matter here. */
const floors = {
  // Image optimizer and middleware advisories of August 2026.
  next: '16.3.3',
  // Homoglyph addresses, cookies not bound to their provider: July 2026.
  'next-auth': '5.0.0-beta.32',
  '@auth/core': '0.41.3',
  react: '19.2.3',
  undici: '8.0.0',
} as const;

test('no dependency is older than the last hole found in it', () => {
  for (const [name, floor] of Object.entries(floors)) {
    const version = lock.packages[`node_modules/${name}`]?.version ?? '0';
    expect([name, version, atLeast(version, floor)]).toEqual([name, version, true]);
  }
});

test('every package has its digest in the lock, and none comes from a git repository', () => {
  for (const [path, { resolved, integrity, link }] of Object.entries(lock.packages)) {
    if (path === '' || link === true) continue;
    expect([path, resolved?.startsWith('git') ?? false, integrity !== undefined]).toEqual([path, false, true]);
  }
});
