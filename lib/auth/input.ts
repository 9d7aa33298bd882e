import type { z } from 'zod';
import { type Failure, fail } from '#lib/result.ts';

/** What is wrong with an input, by zod: the first field, in words; never the value. */
export function invalidInput(error: z.core.$ZodError): Failure<'invalid_input'> {
  const [issue] = error.issues;
  const field = issue?.path.filter((part) => typeof part === 'string').join('.') ?? '';
  return fail('invalid_input', { field, problem: issue?.message ?? 'not valid' });
}

/** The same for a verb's input, where what can be nobody's id is answered as an id that is nobody's. */
export function refusedInput(error: z.core.$ZodError): Failure<'invalid_input' | 'not_found'> {
  const [issue] = error.issues;
  const name = issue?.path.findLast((part) => typeof part === 'string') ?? '';
  const malformed = issue?.code === 'invalid_format' || issue?.code === 'invalid_type';
  return malformed && /(?:^id|Ids?)$/.test(name) ? fail('not_found') : invalidInput(error);
}
