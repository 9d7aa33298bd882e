'use server';

import { act } from '#lib/auth/action.ts';
import { createIntegration as create, createIntegrationSchema } from '#lib/git-integrations/create.ts';
import { removeIntegration as remove, removeIntegrationSchema } from '#lib/git-integrations/remove.ts';
import { testConnection as test, testConnectionSchema } from '#lib/git-integrations/test-connection.ts';
import { updateIntegration as update, updateIntegrationSchema } from '#lib/git-integrations/update.ts';

/** Adds a Git integration. */
export async function createIntegration(input: unknown) {
  return act(createIntegrationSchema, (ctx, checked) => create(ctx, checked), input);
}

/** Changes a Git integration; another origin needs confirming. */
export async function updateIntegration(input: unknown) {
  return act(updateIntegrationSchema, (ctx, checked) => update(ctx, checked), input);
}

/** Tries the settings of a Git integration, stored or as a form says them. */
export async function testConnection(input: unknown) {
  return act(testConnectionSchema, (ctx, checked) => test(ctx, checked), input);
}

/** Removes a Git integration that no runtime uses. */
export async function removeIntegration(input: unknown) {
  return act(removeIntegrationSchema, remove, input);
}
