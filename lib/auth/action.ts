import { cookies, headers } from 'next/headers';
import { unstable_rethrow } from 'next/navigation';
import type { z } from 'zod';
import type { Context } from '#lib/context.ts';
import type { FailureCode } from '#lib/failures.ts';
import { logger } from '#lib/logger.ts';
import { fail, type Result } from '#lib/result.ts';
import { requestContext } from './actor.ts';
import { refusedInput } from './input.ts';
import { secureCookies, sessionCookieName } from './session-cookie.ts';

/** A verb: who acts comes from the session, what to do from the checked input. */
export type Verb<Input, Value, Code extends FailureCode> = (ctx: Context, input: Input) => Promise<Result<Value, Code>>;

/**
 * What every server action is made by: session, schema, verb. A bug is logged and returned as `unexpected`, because an
 * error thrown in an action reaches people as a number. Never throws.
 */
export async function act<Schema extends z.ZodType, Value, Code extends FailureCode>(
  schema: Schema,
  verb: Verb<z.output<Schema>, Value, Code>,
  input: unknown,
): Promise<Result<Value, Code | 'signed_out' | 'invalid_input' | 'not_found' | 'unexpected'>> {
  try {
    const ctx = await requestContext();
    if (ctx === null) {
      await forgetSession();
      return fail('signed_out');
    }
    const parsed = schema.safeParse(input);
    return parsed.success ? await verb(ctx, parsed.data) : refusedInput(parsed.error);
  } catch (error) {
    unstable_rethrow(error);
    const requestId = (await headers()).get('x-request-id') ?? '';
    logger().error({ err: error, requestId }, 'action failed');
    return fail('unexpected', { requestId });
  }
}

/** Makes the browser forget a session that ended. */
async function forgetSession(): Promise<void> {
  const jar = await cookies();
  if (!jar.has(sessionCookieName())) return;
  jar.set(sessionCookieName(), '', { path: '/', maxAge: 0, httpOnly: true, sameSite: 'lax', secure: secureCookies() });
}
