import type { Metadata } from 'next';
import { setUp } from '#app/setup/actions.ts';
import { Door } from '#components/account/door.tsx';
import { SetupForm } from '#components/account/setup-form.tsx';
import { assertSetupPage } from '#lib/auth/actor.ts';

export const metadata: Metadata = { title: 'Set up' };

export default async function SetupPage() {
  await assertSetupPage();
  return (
    <Door
      title="Welcome to Git Tokens"
      lead="Nobody has an account yet. Create the first administrator: this is possible once, and never again."
    >
      <SetupForm action={setUp} />
    </Door>
  );
}
