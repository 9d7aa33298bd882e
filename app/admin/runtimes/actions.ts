'use server';

import { act } from '#lib/auth/action.ts';
import {
  startRuntimeAuthorization as startAuthorization,
  startRuntimeAuthorizationSchema,
} from '#lib/git-runtime-tokens/authorize.ts';
import { checkRuntime as check, checkRuntimeSchema } from '#lib/git-runtime-tokens/check.ts';
import { setRuntimeToken as setToken, setRuntimeTokenSchema } from '#lib/git-runtime-tokens/set.ts';
import { createRuntimeKey as createKey, createRuntimeKeySchema } from '#lib/runtime-keys/create.ts';
import { revokeRuntimeKey as revokeKey, revokeRuntimeKeySchema } from '#lib/runtime-keys/revoke.ts';
import { createRuntime as create, createRuntimeSchema } from '#lib/runtimes/create.ts';
import { removeRuntime as remove, removeRuntimeSchema } from '#lib/runtimes/remove.ts';
import { renameRuntime as rename, renameRuntimeSchema } from '#lib/runtimes/rename.ts';
import { setRuntimeAccess as setAccess, setRuntimeAccessSchema } from '#lib/runtimes/set-access.ts';
import { createWebhook as makeWebhook, createWebhookSchema } from '#lib/webhooks/create.ts';

/** Begins the installation of a runtime. */
export async function createRuntime(input: unknown) {
  return act(createRuntimeSchema, create, input);
}

/** Checks a pasted personal access token with the provider and makes it the Git runtime token. */
export async function setRuntimeToken(input: unknown) {
  return act(setRuntimeTokenSchema, setToken, input);
}

/** The address of the provider's consent page for a Git runtime token. */
export async function startRuntimeAuthorization(input: unknown) {
  return act(startRuntimeAuthorizationSchema, startAuthorization, input);
}

/** Asks the provider about the Git runtime token and the webhook, now. */
export async function checkRuntime(input: unknown) {
  return act(checkRuntimeSchema, check, input);
}

/** Creates the webhook for Git events, or adopts the one that is there. */
export async function createWebhook(input: unknown) {
  return act(createWebhookSchema, makeWebhook, input);
}

/** A new runtime key. This answer is the only time it is seen. */
export async function createRuntimeKey(input: unknown) {
  return act(createRuntimeKeySchema, createKey, input);
}

/** Ends a runtime key at once. */
export async function revokeRuntimeKey(input: unknown) {
  return act(revokeRuntimeKeySchema, revokeKey, input);
}

/** Gives a runtime another name. */
export async function renameRuntime(input: unknown) {
  return act(renameRuntimeSchema, rename, input);
}

/** Says who may use a runtime. */
export async function setRuntimeAccess(input: unknown) {
  return act(setRuntimeAccessSchema, setAccess, input);
}

/** Removes a runtime with everything that belongs to it alone. */
export async function removeRuntime(input: unknown) {
  return act(removeRuntimeSchema, remove, input);
}
