import type { z } from 'zod';
import { type Failure, fail } from '#lib/result.ts';

/** What is wrong with an input, by zod: the first field, in words; never the value. */
export function invalidInput(error: z.core.$ZodError): Failure<'invalid_input'> {
  const [issue] = error.issues;
  const field = issue?.path.filter((part) => typeof part === 'string').join('.') ?? '';
  return fail('invalid_input', { field, problem: issue?.message ?? 'not valid' });
}
