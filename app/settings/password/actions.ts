'use server';

import { act } from '#lib/auth/action.ts';
import { changePassword as change, changePasswordSchema } from '#lib/users/change-password.ts';

/** Changes my own password; other sessions of mine end. */
export async function changePassword(input: unknown) {
  return act(changePasswordSchema, change, input);
}
