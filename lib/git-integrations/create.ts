import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { constraintOf } from '#db/constraint.ts';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import { recordAct } from '#lib/audit/record.ts';
import type { Context } from '#lib/context.ts';
import { gitProvider } from '#lib/git-providers/registry.ts';
import { idSchema } from '#lib/ids.ts';
import { nameSchema } from '#lib/names.ts';
import type { Resolve } from '#lib/outbound/agents.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { guardOfEnvironment, readAddresses, refusedHost } from './addresses.ts';
import { applicationColumns } from './application.ts';
import { readCaBundle } from './ca-bundle.ts';

const optionalText = z.string().trim().max(500).default('');

/** What an administrator may say of an integration, new or not. */
export const integrationFields = {
  name: nameSchema,
  origin: z.string().max(10_000),
  /** Empty: the provider's usual one for the origin. */
  apiBase: z.string().max(10_000).default(''),
  oauthClientId: optionalText,
  oauthClientSecret: optionalText,
  /** PEM; empty for none. Longer ones than are taken come this far, to be told so. */
  caBundle: z.string().max(1_000_000).default(''),
};

export const createIntegrationSchema = z.strictObject({
  ...integrationFields,
  /** Made before the row, so that its redirect URI can be registered at the provider first; left out: made here. */
  id: idSchema.optional(),
  provider: z.string().max(40),
});

/** Adds a Git integration. Administrators only. `resolve` is for tests. */
export async function createIntegration(
  ctx: Context,
  input: z.input<typeof createIntegrationSchema>,
  resolve?: Resolve,
): Promise<
  Result<{ id: string }, 'not_administrator' | 'invalid_input' | 'cannot_resolve' | 'name_taken' | 'origin_taken'>
> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const provider = gitProvider(input.provider);
  if (provider === null) return fail('invalid_input', { field: 'Git provider', problem: 'unknown' });
  const guard = guardOfEnvironment();
  const addresses = readAddresses(provider, input, guard);
  if (!addresses.ok) return addresses;
  const caBundle = readCaBundle(input.caBundle ?? '');
  if (!caBundle.ok) return caBundle;
  const row = { id: input.id ?? randomUUID(), ...addresses.value };
  const clientId = input.oauthClientId ?? '';
  const clientSecret = input.oauthClientSecret ?? '';
  const application = applicationColumns(row, { clientId, clientSecret, remove: false }, null);
  if (!application.ok) return application;
  const refused = await refusedHost(row, guard, resolve);
  if (refused !== null) return refused;
  try {
    await ctx.db.transaction(async (tx) => {
      const columns = { ...row, ...application.value, caBundle: caBundle.value };
      await tx.insert(gitIntegrations).values({ ...columns, provider: provider.id, name: input.name });
      const act = { action: 'git_integration.create', gitIntegrationId: row.id };
      await recordAct(tx, { ...act, at: ctx.now, actorId: ctx.actor.userId });
    });
  } catch (error) {
    const taken = takenBy(error);
    if (taken === null) throw error;
    return fail(taken);
  }
  return ok({ id: row.id });
}

/** Which uniqueness an insert or update of an integration hurt; null for any other error. */
export function takenBy(error: unknown): 'name_taken' | 'origin_taken' | null {
  const constraint = constraintOf(error);
  if (constraint === 'git_integrations_name') return 'name_taken';
  return constraint === 'git_integrations_origin' || constraint === 'git_integrations_pkey' ? 'origin_taken' : null;
}
