import { headers } from 'next/headers';
import { unstable_rethrow } from 'next/navigation';
import type { z } from 'zod';
import { type FailureCode, failureMessage, failureStatus } from '#lib/failures.ts';
import { logger } from '#lib/logger.ts';
import { type Failure, fail } from '#lib/result.ts';
import type { Verb } from './action.ts';
import { requestContext } from './actor.ts';
import { invalidInput } from './input.ts';
import { clearedSessionCookie } from './session-cookie.ts';

interface RouteContext {
  readonly params: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/**
 * What every GET route is made by: session, schema, verb. The input is the query, where the first of equal names
 * counts, and the parts of the path, which win. Answers the value as JSON, or `{ error: { code, message, requestId } }`.
 */
export function routeHandler<Schema extends z.ZodType, Value, Code extends FailureCode>(
  schema: Schema,
  verb: Verb<z.output<Schema>, Value, Code>,
): (request: Request, route: RouteContext) => Promise<Response> {
  return async (request, route) => {
    const requestId = (await headers()).get('x-request-id') ?? '';
    try {
      const ctx = await requestContext();
      if (ctx === null) return errorResponse(fail('signed_out'), requestId);
      const query = [...new URL(request.url).searchParams].toReversed();
      const params = await route.params;
      const parsed = schema.safeParse({ ...Object.fromEntries(query), ...params });
      const result = parsed.success ? await verb(ctx, parsed.data) : refused(parsed.error, params);
      return result.ok ? Response.json(result.value) : errorResponse(result, requestId);
    } catch (error) {
      unstable_rethrow(error);
      logger().error({ err: error, requestId }, 'route failed');
      return errorResponse(fail('unexpected', { requestId }), requestId);
    }
  };
}

/** A part of the path that can be nobody's id is an address where there is nothing, as is somebody else's id. */
function refused(error: z.core.$ZodError, params: Readonly<Record<string, unknown>>): Failure<FailureCode> {
  const inPath = error.issues.some(({ path: [name] }) => typeof name === 'string' && Object.hasOwn(params, name));
  return inPath ? fail('not_found') : invalidInput(error);
}

/**
 * A failure as an HTTP answer. A signed-out browser is told to forget its cookie. Who is no administrator is answered as
 * where there is nothing, to the letter.
 */
export function errorResponse(failure: Failure<FailureCode>, requestId: string): Response {
  const code = failure.code === 'not_administrator' ? 'not_found' : failure.code;
  return Response.json(
    { error: { code, message: failureMessage(failure), requestId } },
    {
      status: failureStatus(code),
      headers: code === 'signed_out' ? { 'set-cookie': clearedSessionCookie() } : {},
    },
  );
}
