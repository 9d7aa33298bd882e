import type { Metadata } from 'next';
import { signIn, signInWithIssuer } from '#app/sign-in/actions.ts';
import { Door } from '#components/account/door.tsx';
import { SignInForm } from '#components/account/sign-in-form.tsx';
import { assertSignInPage } from '#lib/auth/actor.ts';
import { safeNextPath } from '#lib/auth/next-path.ts';
import { signInNotice } from '#lib/auth/sign-in.ts';
import { env } from '#lib/env.ts';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const params = await searchParams;
  await assertSignInPage(params['next']);
  const next = safeNextPath(params['next']);
  const { oidc } = env();
  return (
    <Door title="Sign in to Git Tokens" lead="See whether your Git access holds, for every runtime.">
      {oidc === null ? null : (
        <>
          <form action={signInWithIssuer}>
            <input type="hidden" name="next" value={next} />
            <button type="submit" className="btn btn-wide">
              Sign in with {oidc.name}
            </button>
          </form>
          <p className="or">or with a local account</p>
        </>
      )}
      <SignInForm action={signIn} next={next} notice={signInNotice(params['error'])} />
    </Door>
  );
}
