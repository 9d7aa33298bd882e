import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { constraintOf } from '#db/constraint.ts';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import { seal } from '#lib/cipher.ts';
import type { Context } from '#lib/context.ts';
import { env } from '#lib/env.ts';
import { gitProvider } from '#lib/git-providers/registry.ts';
import { nameSchema } from '#lib/names.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { Secret } from '#lib/secret.ts';
import { clientSecretPlace } from './open.ts';
import { readHostAddress } from './origin.ts';

const optionalText = z.string().trim().max(500).optional();

export const createIntegrationSchema = z.strictObject({
  /** Made before the row, so that its redirect URI can be registered at the provider first; left out: made here. */
  id: z.uuid().optional(),
  provider: z.string().max(40),
  name: nameSchema,
  origin: z.string(),
  /** Left out: the provider's usual one for the origin. */
  apiBase: z.string().trim().optional(),
  oauthClientId: optionalText,
  oauthClientSecret: optionalText,
});

/** Adds a Git integration. Administrators only. */
export async function createIntegration(
  ctx: Context,
  input: z.input<typeof createIntegrationSchema>,
): Promise<Result<{ id: string }, 'not_administrator' | 'invalid_input' | 'name_taken' | 'origin_taken'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const provider = gitProvider(input.provider);
  if (provider === null) return fail('invalid_input', { field: 'Git provider', problem: 'unknown' });
  const { allowLoopbackGitHosts } = env();
  const origin = readHostAddress(input.origin, allowLoopbackGitHosts);
  if (!origin.ok) return origin;
  if (origin.value.path !== '') return fail('invalid_input', { field: 'Address', problem: 'leave out the path' });
  const apiBase = readHostAddress(input.apiBase || provider.apiBaseFor(origin.value.origin), allowLoopbackGitHosts);
  if (!apiBase.ok) return fail('invalid_input', { ...apiBase.detail, field: 'API address' });
  const clientId = input.oauthClientId || null;
  const clientSecret = input.oauthClientSecret || null;
  if ((clientId === null) !== (clientSecret === null)) {
    return fail('invalid_input', {
      field: 'OAuth application',
      problem: 'give both client ID and client secret, or neither',
    });
  }
  const row = { id: input.id ?? randomUUID(), origin: origin.value.origin };
  try {
    await ctx.db.insert(gitIntegrations).values({
      ...row,
      provider: provider.id,
      name: input.name,
      apiBase: apiBase.value.origin + apiBase.value.path,
      oauthClientId: clientId,
      oauthClientSecret: clientSecret === null ? null : seal(new Secret(clientSecret), clientSecretPlace(row)),
    });
  } catch (error) {
    const constraint = constraintOf(error);
    if (constraint === 'git_integrations_name') return fail('name_taken');
    if (constraint === 'git_integrations_origin' || constraint === 'git_integrations_pkey') return fail('origin_taken');
    throw error;
  }
  return ok({ id: row.id });
}
