import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './step.ts';

export const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The lines of shell under a heading of the README, with these texts in place of its examples, in their order. */
export function readmeLines(heading: string, instead: readonly (readonly [string | RegExp, string])[]): string {
  const section = readme.split(/^#{2,3} /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const lines = /```sh\n(.*?)```/s.exec(section)?.[1];
  if (lines === undefined) throw new Error(`The README has no lines of shell under ${heading}.`);
  let text = lines;
  for (const [example, real] of instead) {
    const replaced = text.replaceAll(example, real);
    if (replaced === text) throw new Error(`The README says nothing like ${String(example)} under ${heading}.`);
    text = replaced;
  }
  return text;
}
