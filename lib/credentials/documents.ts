import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Answer } from './answer.ts';

function read(name: string, contentType: string): Answer {
  const body = readFileSync(path.join(/*turbopackIgnore: true*/ import.meta.dirname, name), 'utf8');
  return { status: 200, contentType, body };
}

/** What the API says of itself, and the program that lets git ask it. Read once, at start. */
const documents: ReadonlyMap<string, Answer> = new Map([
  ['/api/v1/openapi.json', read('openapi.json', 'application/json')],
  ['/git-credential-helper', read('git-credential-helper', 'text/x-shellscript; charset=utf-8')],
]);

/** The document at a path, or null. */
export function documentAt(pathname: string): Answer | null {
  return documents.get(pathname) ?? null;
}
