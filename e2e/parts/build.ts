import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runShown } from './step.ts';

const sources = ['{app,components,lib,public}/**/*', 'db/**/*.ts', '*.{js,mjs,ts,json}'];
const irrelevant = /\.test\.tsx?$|\.spec\.ts$|^(playwright|vitest|drizzle)\.config\.ts$|^biome\.json$|tsbuildinfo$/;

/** Where Next builds to, relative to the repository: `.next`, or `NEXT_DIST_DIR`. */
export function distDir(): string {
  return process.env['NEXT_DIST_DIR'] ?? '.next';
}

function sourceDigest(): string {
  const digest = createHash('sha256');
  const files = sources.flatMap((pattern) => globSync(pattern, { cwd: root }));
  for (const file of [...new Set(files)].toSorted()) {
    if (irrelevant.test(file) || !statSync(join(root, file)).isFile()) continue;
    digest
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return digest.digest('hex');
}

/** Whether the production build is there and was made from the sources as they are now. */
export function buildIsFresh(): boolean {
  const mark = join(root, distDir(), 'source-digest');
  return (
    existsSync(join(root, distDir(), 'BUILD_ID')) && existsSync(mark) && readFileSync(mark, 'utf8') === sourceDigest()
  );
}

/** Builds the app unless the build is fresh. The exit code of `next build`. */
export async function ensureBuild(): Promise<number> {
  if (buildIsFresh()) {
    console.log(`The build in ${distDir()} is up to date.`);
    return 0;
  }
  const digest = sourceDigest();
  const code = await runShown(['next', 'build'], { NODE_ENV: 'production' });
  if (code === 0) writeFileSync(join(root, distDir(), 'source-digest'), digest);
  return code;
}
