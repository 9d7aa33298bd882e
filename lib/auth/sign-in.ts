import { AuthError, CredentialsSignin } from 'next-auth';
import { headers } from 'next/headers';
import { unstable_rethrow } from 'next/navigation';
import { z } from 'zod';
import { database } from '#db/provide.ts';
import { type FailureCode, failureMessage, failures } from '#lib/failures.ts';
import { logger } from '#lib/logger.ts';
import { currentActor } from './actor.ts';
import { signIn, signOut } from './next-auth.ts';
import { safeNextPath } from './next-path.ts';
import { endSession } from './sessions.ts';

/** What the form shows. */
export interface SignInFailure {
  readonly code: FailureCode;
  readonly message: string;
}

const form = z.object({
  email: z.string().max(320),
  password: z.string().max(1_024),
  next: z.string().optional(),
});

function refusal(code: FailureCode): { readonly ok: false; readonly value: SignInFailure } {
  return { ok: false, value: { code, message: failureMessage({ code }) } };
}

/** Signs in by e-mail address and password; gives where to go. A session that was open here before ends. */
export async function signInByPassword(
  input: unknown,
): Promise<{ readonly ok: true; readonly path: string } | { readonly ok: false; readonly value: SignInFailure }> {
  const parsed = form.safeParse(input);
  if (!parsed.success) return refusal('wrong_credentials');
  const { email, password, next } = parsed.data;
  try {
    const before = await currentActor();
    await signIn('credentials', { email, password, redirect: false, redirectTo: '/settings' });
    if (before !== null) await endSession(database(), before.sessionId, new Date());
    return { ok: true, path: safeNextPath(next) };
  } catch (error) {
    unstable_rethrow(error);
    if (error instanceof CredentialsSignin)
      return refusal(isFailureCode(error.code) ? error.code : 'wrong_credentials');
    logger().error({ err: error, requestId: (await headers()).get('x-request-id') }, 'signing in failed');
    return refusal('unexpected');
  }
}

/** Starts signing in at the OpenID Connect issuer; gives where the browser must go. */
export async function signInByIssuer(next: unknown): Promise<string> {
  try {
    const url: unknown = await signIn('oidc', { redirect: false, redirectTo: safeNextPath(next) });
    return typeof url === 'string' ? url : '/sign-in?error=oidc_failed';
  } catch (error) {
    unstable_rethrow(error);
    const type = error instanceof AuthError ? error.type : 'unknown';
    logger().error({ type, requestId: (await headers()).get('x-request-id') }, 'the issuer cannot be asked');
    return '/sign-in?error=oidc_failed';
  }
}

/** Ends the session of this browser, in the database and in the cookie. */
export async function signOutHere(): Promise<void> {
  await signOut({ redirect: false });
}

function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(failures, code);
}

/** What the sign-in page says when it is opened with `?error=…`; null when there is nothing to say. */
export function signInNotice(error: unknown): string | null {
  if (typeof error !== 'string') return null;
  // next-auth's own codes (Configuration, OAuthCallbackError, AccessDenied, …) all mean: it did not work.
  return failureMessage({ code: isFailureCode(error) && error.startsWith('oidc_') ? error : 'oidc_failed' });
}
