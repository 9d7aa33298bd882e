'use server';

import { redirect } from 'next/navigation';
import { type SignInFailure, signInByIssuer, signInByPassword, signOutHere } from '#lib/auth/sign-in.ts';

/** For `useActionState`: says why not, or goes on to where the person was heading. */
export async function signIn(_previous: SignInFailure | null, form: FormData): Promise<SignInFailure> {
  const result = await signInByPassword(Object.fromEntries(form));
  if (!result.ok) return result.value;
  redirect(result.path);
}

/** Goes to the OpenID Connect issuer. The form may carry `next`. */
export async function signInWithIssuer(form: FormData): Promise<void> {
  redirect(await signInByIssuer(form.get('next')));
}

/** Ends this session and goes to the sign-in page. Takes the form, as every action here takes one argument. */
export async function signOut(_form: FormData): Promise<void> {
  await signOutHere();
  redirect('/sign-in');
}
