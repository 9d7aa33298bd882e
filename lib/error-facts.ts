/** What may be logged of an error. */
export interface ErrorFacts {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly cause?: ErrorFacts;
}

function text(of: object, key: string): string | undefined {
  const value: unknown = Reflect.get(of, key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/**
 * The facts of an error that help to mend it. A list of known-harmless fields rather than all: errors carry requests,
 * configurations and query parameters. drizzle's errors repeat the parameters in message and stack: both are cut there.
 */
export function describeError(error: unknown, depth = 0): ErrorFacts {
  if (!(error instanceof Error))
    return { type: typeof error, message: typeof error === 'string' ? error : 'not an Error' };
  const message = withoutParameters(error.message);
  const code = text(error, 'code');
  const constraint = text(error, 'constraint');
  return {
    type: error.name,
    message,
    ...(error.stack === undefined ? {} : { stack: withoutParameters(error.stack, error.message) }),
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(error.cause === undefined || depth > 4 ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}

function withoutParameters(text: string, message = text): string {
  const at = message.indexOf('\nparams: ');
  return at < 0 ? text : text.replace(message.slice(at), '');
}
