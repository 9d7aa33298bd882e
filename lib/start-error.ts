import { describeError } from '#lib/error-facts.ts';
import { scrub } from '#lib/scrub.ts';

/** A check at start failed. The message is one line: cause and cure. */
export class StartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StartError';
  }
}

/** Errors whose message is written for the person who starts the server. */
const spoken = new Set(['StartError', 'EnvError', 'KeyError', 'DatabaseLockedError']);

const byCode: Readonly<Record<string, string>> = {
  EADDRINUSE: 'PORT is in use by another program. Stop that one, or set PORT to another number.',
  EADDRNOTAVAIL: 'HOST is not an address of this machine. Correct it, or leave it out to listen at all.',
  EACCES: 'PORT or DATA_DIR is not ours to use. Choose a port above 1023 and a folder this process may write.',
  ECONNREFUSED: 'DATABASE_URL: nothing answers there. Start PostgreSQL, or correct DATABASE_URL.',
  ENOTFOUND: 'DATABASE_URL: there is no such host. Correct it.',
  ETIMEDOUT: 'DATABASE_URL: the host does not answer. Check the network, or correct DATABASE_URL.',
  '28P01': 'DATABASE_URL: the password is wrong. Correct it.',
  '28000': 'DATABASE_URL: this user may not sign in. Correct it, or allow it in pg_hba.conf.',
  '3D000': 'DATABASE_URL: there is no such database. Create it with createdb, or correct DATABASE_URL.',
};

/** One line for the person who tried to start the server: what is wrong and what mends it. Never a secret. */
export function causeAndCure(error: unknown): string {
  if (error instanceof Error && spoken.has(error.name)) return oneLine(error.message);
  const facts = describeError(error);
  for (let fact: typeof facts | undefined = facts; fact !== undefined; fact = fact.cause) {
    const known = fact.code === undefined ? undefined : byCode[fact.code];
    if (known !== undefined) return known;
  }
  return oneLine(`The server cannot start: ${facts.cause?.message ?? facts.message}`);
}

function oneLine(text: string): string {
  return scrub(text).replace(/\s+/g, ' ').trim();
}
