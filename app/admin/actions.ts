'use server';

import { act } from '#lib/auth/action.ts';
import { createIntegration, createIntegrationSchema } from '#lib/git-integrations/create.ts';
import { createRuntime, createRuntimeSchema } from '#lib/runtimes/create.ts';

/** Adds a Git integration. */
export async function addIntegration(input: unknown) {
  return act(createIntegrationSchema, createIntegration, input);
}

/** Adds a runtime. */
export async function addRuntime(input: unknown) {
  return act(createRuntimeSchema, createRuntime, input);
}
