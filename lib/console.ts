import { formatWithOptions, stripVTControlCharacters } from 'node:util';
import type { Logger } from 'pino';
import { describeError, type ErrorFacts } from '#lib/error-facts.ts';

function words(facts: ErrorFacts): string {
  const own = facts.stack ?? facts.message;
  return facts.cause === undefined ? own : `${own}\ncause: ${words(facts.cause)}`;
}

/** Errors as their known-harmless facts, so that printing one cannot print a request or a query's parameters with it. */
function harmless(value: unknown): unknown {
  return value instanceof Error ? words(describeError(value)) : value;
}

/**
 * Leads whatever libraries print (Next prints the errors of pages itself) into the log: JSON lines, scrubbed like all
 * others.
 */
export function captureConsole(log: Logger): void {
  const lead =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (...values: unknown[]) => {
      const text = formatWithOptions({ colors: false, depth: 3 }, ...values.map(harmless));
      log[level](stripVTControlCharacters(text));
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
