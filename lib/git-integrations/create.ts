import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { constraintOf } from '#db/constraint.ts';
import { auditEvents } from '#db/schema/audit.ts';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import { recordAct } from '#lib/audit/record.ts';
import type { Context } from '#lib/context.ts';
import { gitProvider } from '#lib/git-providers/registry.ts';
import { idSchema } from '#lib/ids.ts';
import { nameSchema } from '#lib/names.ts';
import type { Resolve } from '#lib/outbound/agents.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { reveal } from '#lib/secret.ts';
import { guardOfEnvironment, readAddresses, refusedHost } from './addresses.ts';
import { applicationColumns } from './application.ts';
import { readCaBundle } from './ca-bundle.ts';
import { type IntegrationRow, openIntegration } from './open.ts';

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

/** Adds a Git integration; asked twice with the same id and settings, it is added once. Administrators only. */
export async function createIntegration(
  ctx: Context,
  input: z.input<typeof createIntegrationSchema>,
  resolve?: Resolve,
): Promise<
  Result<
    { id: string },
    'not_administrator' | 'invalid_input' | 'cannot_resolve' | 'name_taken' | 'origin_taken' | 'already_added'
  >
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
  const columns = { ...row, ...application.value, caBundle: caBundle.value, provider: provider.id, name: input.name };
  try {
    await ctx.db.transaction(async (tx) => {
      await tx.insert(gitIntegrations).values(columns);
      const act = { action: 'git_integration.create', gitIntegrationId: row.id };
      await recordAct(tx, { ...act, at: ctx.now, actorId: ctx.actor.userId });
    });
  } catch (error) {
    if (constraintOf(error) === 'git_integrations_pkey') {
      return (await wasAdded(ctx, columns)) ? ok({ id: row.id }) : fail('already_added');
    }
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
  return constraint === 'git_integrations_origin' ? 'origin_taken' : null;
}

/** Whether the integration of this id is the very one, added by the same administrator: a form that was sent twice. */
async function wasAdded({ db, actor }: Context, columns: Omit<IntegrationRow, 'createdAt'>) {
  const by = and(
    eq(auditEvents.gitIntegrationId, gitIntegrations.id),
    eq(auditEvents.action, 'git_integration.create'),
    eq(auditEvents.actorId, actor.userId),
  );
  const [found] = await db
    .select({ row: gitIntegrations })
    .from(gitIntegrations)
    .innerJoin(auditEvents, by)
    .where(eq(gitIntegrations.id, columns.id));
  return found !== undefined && isDeepStrictEqual(settingsOf(found.row), settingsOf({ ...found.row, ...columns }));
}

/** What an integration is, its client secret opened: sealed twice it is never the same. */
function settingsOf(row: IntegrationRow) {
  const { application } = openIntegration(row);
  return { ...row, oauthClientSecret: null, secret: application === null ? null : reveal(application.clientSecret) };
}
