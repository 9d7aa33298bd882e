'use server';

import { revalidatePath } from 'next/cache';
import { act } from '#lib/auth/action.ts';
import { addUser as add, addUserSchema } from '#lib/users/add.ts';
import { disableUser as disable, userSchema } from '#lib/users/disable.ts';
import { enableUser as enable } from '#lib/users/enable.ts';
import { makePassword as make } from '#lib/users/make-password.ts';
import { setRole as assign, setRoleSchema } from '#lib/users/set-role.ts';

/** Adds a person with a local account. A password that was made is in this answer only. */
export async function addUser(input: unknown) {
  return shown(await act(addUserSchema, add, input));
}

/** A new password for a local account, which is in this answer only. */
export async function makePassword(input: unknown) {
  return shown(await act(userSchema, make, input));
}

/** Shuts an account at once. */
export async function disableUser(input: unknown) {
  return shown(await act(userSchema, disable, input));
}

/** Opens a disabled account again. */
export async function enableUser(input: unknown) {
  return shown(await act(userSchema, enable, input));
}

/** Makes a person an administrator, or one no more. */
export async function setRole(input: unknown) {
  return shown(await act(setRoleSchema, assign, input));
}

/** The answer brings the list as it is now, whatever came of it. */
function shown<Answer>(answer: Answer): Answer {
  revalidatePath('/admin/users');
  return answer;
}
