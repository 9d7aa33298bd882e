import { z } from 'zod';
import { database } from '#db/provide.ts';
import { type FailureCode, failureMessage } from '#lib/failures.ts';
import { logger } from '#lib/logger.ts';
import { invalidInput } from './input.ts';
import { personFields } from './person.ts';
import { type SignInFailure, signInByPassword } from './sign-in.ts';
import { createFirstAdministrator } from './users.ts';

const person = z.object(personFields);

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
