import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { signOut } from '#app/sign-in/actions.ts';
import { AppFrame } from '#components/shell/app-frame.tsx';
import { themeOf } from '#components/shell/theme-cookie.ts';
import type { SignedIn } from '#lib/auth/sessions.ts';

/** The frame around every page for someone who is signed in. */
export async function SignedInPage({
  me,
  section,
  children,
}: {
  me: SignedIn;
  section: 'settings' | 'admin';
  children: ReactNode;
}) {
  const theme = themeOf((await cookies()).get('theme')?.value);
  return (
    <AppFrame
      user={{ name: me.name, email: me.email, role: me.actor.role }}
      section={section}
      theme={theme}
      signOut={signOut}
    >
      {children}
    </AppFrame>
  );
}
