'use server';

import { revalidatePath } from 'next/cache';
import { act } from '#lib/auth/action.ts';
import { failureMessage } from '#lib/failures.ts';
import { createRuntime, createRuntimeSchema } from '#lib/runtimes/create.ts';

/** For `useActionState`: adds a runtime and shows the list with it. */
export async function addRuntime(_previous: unknown, form: FormData) {
  const result = await act(createRuntimeSchema, createRuntime, {
    name: form.get('name'),
    gitIntegrationId: form.get('gitIntegrationId'),
    repository: form.get('repository'),
  });
  if (!result.ok) return { ok: false, message: failureMessage(result) };
  revalidatePath('/admin/runtimes');
  return { ok: true, message: 'Added. Everybody sees it in User Settings now.' };
}
