'use server';

import { revalidatePath } from 'next/cache';
import { act } from '#lib/auth/action.ts';
import { failureMessage } from '#lib/failures.ts';
import { createIntegration, createIntegrationSchema } from '#lib/git-integrations/create.ts';

/** For `useActionState`: adds a Git integration and shows the list with it. */
export async function addIntegration(_previous: unknown, form: FormData) {
  const text = (name: string) => form.get(name) ?? undefined;
  const result = await act(createIntegrationSchema, createIntegration, {
    id: text('id'),
    provider: text('provider'),
    name: text('name'),
    origin: text('origin'),
    oauthClientId: text('oauthClientId'),
    oauthClientSecret: text('oauthClientSecret'),
  });
  if (!result.ok) return { ok: false, message: failureMessage(result) };
  revalidatePath('/admin/integrations');
  return { ok: true, message: 'Added. Now add the runtimes that commit to it.' };
}
