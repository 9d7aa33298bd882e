'use server';

import { redirect } from 'next/navigation';
import { setUpAndSignIn } from '#lib/auth/set-up.ts';
import type { SignInFailure } from '#lib/auth/sign-in.ts';

/** For `useActionState`: makes the first administrator, signs in, goes on. Once and never again. */
export async function setUp(_previous: SignInFailure | null, form: FormData): Promise<SignInFailure> {
  const failure = await setUpAndSignIn(Object.fromEntries(form));
  if (failure !== null) return failure;
  redirect('/settings');
}
