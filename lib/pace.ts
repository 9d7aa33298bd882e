import { processWide } from '#lib/process-wide.ts';

/** One who asks for work to be done. */
export interface Asking<Note> {
  readonly now: Date;
  /** How often work may begin without a wait, where none began for long. After that, once per interval. */
  readonly burst: number;
  /** What the work is to know of who asked; null: nothing. */
  readonly note: Note | null;
}

/** Work that was asked for and has not begun. */
interface Next<Note> {
  readonly notes: Set<Note>;
  readonly done: PromiseWithResolvers<void>;
  /** When it may begin, by the clock of who asked. */
  at: number;
  /** How far that clock is ahead of this process's. */
  ahead: number;
  timer: NodeJS.Timeout | undefined;
}

interface Pace<Note> {
  /** Each beginning spends an interval; until when they are spent. */
  spentUntil: number;
  running: boolean;
  next: Next<Note> | null;
}

/**
 * Work begins when it is asked for, as often as `burst` allows, then once per interval. Whoever asks after it began has it
 * done once more, when its turn comes: what they know may be newer than what it saw. Never two at once for one key. Per
 * process, by name. Work for later does not keep the process alive, and is gone with it.
 * @returns resolves when the work is done that may begin now; at once where it has to wait for its turn. The work sees to
 * its own errors.
 */
export function pacing<Note>(name: string, intervalSeconds: number) {
  const interval = intervalSeconds * 1_000;
  const all = () => processWide(`pace.${name}`, () => new Map<string, Pace<Note>>());
  type Work = (notes: readonly Note[], now: Date) => Promise<void>;

  function begin(key: string, pace: Pace<Note>, { notes, done, at, ahead }: Next<Note>, work: Work): void {
    pace.next = null;
    pace.running = true;
    const start = Math.max(at, Date.now() + ahead);
    pace.spentUntil = Math.max(pace.spentUntil, start) + interval;
    const ended = () => {
      pace.running = false;
      done.resolve();
      if (pace.next === null) forget(key, pace, ahead);
      else schedule(key, pace, pace.next, work);
    };
    work([...notes], new Date(start)).then(ended, ended);
  }

  function schedule(key: string, pace: Pace<Note>, next: Next<Note>, work: Work): void {
    clearTimeout(next.timer);
    const wait = next.at - (Date.now() + next.ahead);
    if (wait <= 0) begin(key, pace, next, work);
    else next.timer = setTimeout(() => begin(key, pace, next, work), wait).unref();
  }

  /** Once it may begin as often again as one that was never asked for. */
  function forget(key: string, pace: Pace<Note>, ahead: number): void {
    const wait = Math.max(0, pace.spentUntil - (Date.now() + ahead));
    const { spentUntil } = pace;
    setTimeout(() => {
      if (!pace.running && pace.next === null && pace.spentUntil === spentUntil) all().delete(key);
    }, wait).unref();
  }

  return (key: string, { now, burst, note }: Asking<Note>, work: Work): Promise<void> => {
    const paces = all();
    const at = now.getTime();
    const pace = paces.get(key) ?? { spentUntil: 0, running: false, next: null };
    paces.set(key, pace);
    // Nobody waits longer than one interval, whoever spent the next ones, and whichever way the clock was set.
    const mayBegin = Math.min(pace.spentUntil - (burst - 1) * interval, at + interval);
    const next = (pace.next ??= {
      notes: new Set(),
      done: Promise.withResolvers(),
      at: Infinity,
      ahead: 0,
      timer: undefined,
    });
    next.at = Math.min(next.at, Math.max(at, mayBegin));
    next.ahead = at - Date.now();
    if (note !== null) next.notes.add(note);
    if (!pace.running) schedule(key, pace, next, work);
    return next.at <= at ? next.done.promise : Promise.resolve();
  };
}
