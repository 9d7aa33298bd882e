import { formatWithOptions } from 'node:util';
import type { Logger } from 'pino';
import { describeError } from '#lib/error-facts.ts';

/** Errors as their known-harmless facts, so that printing one cannot print a request or a query's parameters with it. */
function harmless(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const facts = describeError(value);
  return facts.cause === undefined
    ? (facts.stack ?? facts.message)
    : `${facts.stack ?? facts.message}\ncause: ${facts.cause.stack ?? facts.cause.message}`;
}

/**
 * Leads whatever libraries print (Next prints the errors of pages itself) into the log: JSON lines, scrubbed like all
 * others.
 */
export function captureConsole(log: Logger): void {
  const lead = (level: 'debug' | 'info' | 'warn' | 'error') => {
    return (...values: unknown[]) =>
      log[level](formatWithOptions({ colors: false, depth: 3 }, ...values.map(harmless)));
  };
  Object.assign(globalThis.console, {
    log: lead('info'),
    info: lead('info'),
    debug: lead('debug'),
    warn: lead('warn'),
    error: lead('error'),
    trace: lead('debug'),
  });
}
