'use server';

import { act } from '#lib/auth/action.ts';
import { addToken as add, addTokenSchema } from '#lib/git-tokens/add.ts';
import { startAuthorization as start, startAuthorizationSchema } from '#lib/git-tokens/authorize.ts';
import { checkToken, checkTokenSchema } from '#lib/git-tokens/check.ts';
import { deleteToken as remove, deleteTokenSchema } from '#lib/git-tokens/delete.ts';
import { reuseToken as reuse, reuseTokenSchema } from '#lib/git-tokens/reuse.ts';

/** Checks a pasted personal access token with the provider and stores it for a runtime. */
export async function addToken(input: unknown) {
  return act(addTokenSchema, add, input);
}

/** Uses a token I have for further runtimes. */
export async function reuseToken(input: unknown) {
  return act(reuseTokenSchema, reuse, input);
}

/** Asks the provider about my token for a runtime, now. */
export async function checkNow(input: unknown) {
  return act(checkTokenSchema, checkToken, input);
}

/** Takes my token from a runtime. */
export async function deleteToken(input: unknown) {
  return act(deleteTokenSchema, remove, input);
}

/** The address of the provider's consent page for a runtime. */
export async function startAuthorization(input: unknown) {
  return act(startAuthorizationSchema, start, input);
}
