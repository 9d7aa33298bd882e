import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';

/** Another process has the embedded database open. */
export class DatabaseLockedError extends Error {
  constructor(dataDir: string, holder: string) {
    super(
      `The embedded database in ${dataDir} is in use by ${holder}. Stop that process, choose another DATA_DIR, or set DATABASE_URL to use PostgreSQL.`,
    );
    this.name = 'DatabaseLockedError';
  }
}

interface Holder {
  readonly pid: number;
  readonly startedAt: string | null;
  readonly host: string;
  readonly nonce: string;
}

const heartbeatMs = 2_000;
const staleMs = 15_000;

/** When a process started, in clock ticks since boot, so that a reused pid is not taken for the holder. Linux only. */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function parseHolder(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { pid, startedAt, host, nonce } = value as Partial<Record<keyof Holder, unknown>>;
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof nonce !== 'string') return null;
    return { pid, startedAt: typeof startedAt === 'string' ? startedAt : null, host, nonce };
  } catch {
    return null;
  }
}

function lives(holder: Holder, file: string): boolean {
  // A container that was killed leaves a lock with its own host name: only its heartbeat tells.
  if (holder.host !== hostname()) return Date.now() - statSync(file).mtimeMs < staleMs;
  if (!processLives(holder.pid)) return false;
  const start = processStart(holder.pid);
  return start === null || holder.startedAt === null || start === holder.startedAt;
}

/**
 * Takes the one lock on an embedded data folder (PGlite itself takes none, and two openers lose rows silently).
 * A lock left by a dead process is taken over. Returns what releases it.
 * @throws DatabaseLockedError when a living process holds it.
 */
export function takeLock(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = path.join(dataDir, 'lock');
  const mine: Holder = {
    pid: process.pid,
    startedAt: processStart(process.pid),
    host: hostname(),
    nonce: randomUUID(),
  };
  const draft = `${file}.${mine.nonce}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    while (!linkIfAbsent(draft, file)) removeIfStale(file, dataDir, mine.nonce);
  } finally {
    rmSync(draft, { force: true });
  }
  const heartbeat = setInterval(() => {
    const at = new Date();
    try {
      utimesSync(file, at, at);
    } catch {
      // Taken away by hand: nothing to keep alive.
    }
  }, heartbeatMs);
  heartbeat.unref();
  return () => {
    clearInterval(heartbeat);
    if (parseHolder(readIfPresent(file) ?? '')?.nonce === mine.nonce) rmSync(file, { force: true });
  };
}

function readIfPresent(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function linkIfAbsent(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function removeIfStale(file: string, dataDir: string, nonce: string): void {
  const text = readIfPresent(file);
  if (text === null) return;
  const holder = parseHolder(text);
  if (holder !== null && lives(holder, file)) {
    const where = holder.host === hostname() ? '' : ` on ${holder.host}`;
    throw new DatabaseLockedError(dataDir, `process ${holder.pid}${where}`);
  }
  const aside = `${file}.stale.${nonce}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  // Somebody else may have taken over between reading and renaming: then it is theirs.
  if (readIfPresent(aside) !== text) linkIfAbsent(aside, file);
  rmSync(aside, { force: true });
}
