import type { Metadata } from 'next';
import { changePassword } from '#app/settings/password/actions.ts';
import { SignedInPage } from '#app/signed-in.tsx';
import { PasswordForm } from '#components/account/password-form.tsx';
import { pageContext } from '#lib/auth/actor.ts';
import { hasPassword } from '#lib/users/change-password.ts';

export const metadata: Metadata = { title: 'Change password' };

export default async function PasswordPage() {
  const { ctx, me } = await pageContext('/settings/password');
  return (
    <SignedInPage me={me} section="settings">
      <h1 className="page-title">Change password</h1>
      {(await hasPassword(ctx)) ? (
        <>
          <p className="lead">Every other session of yours ends; this one stays.</p>
          <PasswordForm email={me.email} change={changePassword} />
        </>
      ) : (
        <p className="lead">You sign in at your organization: there is no password here to change.</p>
      )}
    </SignedInPage>
  );
}
