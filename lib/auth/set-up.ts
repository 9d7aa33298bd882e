import { z } from 'zod';
import { database } from '#db/provide.ts';
import { type FailureCode, failureMessage } from '#lib/failures.ts';
import { logger } from '#lib/logger.ts';
import { invalidInput } from './input.ts';
import { type SignInFailure, signInByPassword } from './sign-in.ts';
import { createFirstAdministrator } from './users.ts';

/** NIST SP 800-63B: length is what counts; no rules about kinds of characters. */
export const shortestPassword = 12;

const person = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'say who you are')
    .max(80, 'at most 80 characters')
    .regex(/^[^\p{Cc}\u202A-\u202E\u2066-\u2069]*$/u, 'no control characters'),
  email: z.string().trim().toLowerCase().max(320, 'at most 320 characters').pipe(z.email('not an e-mail address')),
  password: z
    .string()
    .min(shortestPassword, `at least ${shortestPassword} characters`)
    .max(1_024, 'at most 1,024 characters'),
});

/** Makes the first administrator and signs in; null when that went well. */
export async function setUpAndSignIn(input: unknown): Promise<SignInFailure | null> {
  const parsed = person.safeParse(input);
  if (!parsed.success) return words(invalidInput(parsed.error));
  const made = await createFirstAdministrator(database(), parsed.data);
  if (!made.ok) return words(made);
  logger().info({ userId: made.value.userId }, 'the first administrator was made');
  const { email, password } = parsed.data;
  const signedIn = await signInByPassword({ email, password });
  return signedIn.ok ? null : signedIn.value;
}

function words(failure: {
  readonly code: FailureCode;
  readonly detail?: Parameters<typeof failureMessage>[0]['detail'];
}): SignInFailure {
  return { code: failure.code, message: failureMessage(failure) };
}
