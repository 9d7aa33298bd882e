import { type Logger, pino } from 'pino';
import { env } from '#lib/env.ts';
import { describeError } from '#lib/error-facts.ts';
import { processWide } from '#lib/process-wide.ts';
import { scrub } from '#lib/scrub.ts';

/** Where finished log lines go. */
export interface LogSink {
  write(line: string): void;
}

/** A logger of JSON lines; every line is scrubbed as a whole, after it was made, so that no field can escape it. */
export function createLogger(level: string, sink: LogSink): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError },
    },
    { write: (line: string) => sink.write(scrub(line)) },
  );
}

/** The process's one logger, to standard output. */
export function logger(): Logger {
  return processWide('logger', () => createLogger(env().logLevel, process.stdout));
}
