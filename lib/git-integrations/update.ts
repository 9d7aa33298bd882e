import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import { recordAct } from '#lib/audit/record.ts';
import type { Context } from '#lib/context.ts';
import { gitProvider } from '#lib/git-providers/registry.ts';
import { idSchema } from '#lib/ids.ts';
import type { Resolve } from '#lib/outbound/agents.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { guardOfEnvironment, readAddresses, refusedHost } from './addresses.ts';
import { applicationColumns } from './application.ts';
import { readCaBundle } from './ca-bundle.ts';
import { integrationFields, takenBy } from './create.ts';
import { affectedByMove, leaveOldHost } from './move.ts';
import type { IntegrationRow } from './open.ts';
import { type IntegrationPage, readIntegrationPage } from './show.ts';
import { hostName } from './view.ts';

export const updateIntegrationSchema = z.strictObject({
  ...integrationFields,
  integrationId: idSchema,
  /** Forgets client ID and secret, whatever the fields say. */
  removeApplication: z.boolean().default(false),
  /** The person was told what another origin makes unusable, and agreed. */
  confirmOriginChange: z.boolean().default(false),
});

type Input = z.output<typeof updateIntegrationSchema>;
type Refusal =
  | 'not_administrator'
  | 'not_found'
  | 'invalid_input'
  | 'cannot_resolve'
  | 'name_taken'
  | 'origin_taken'
  | 'origin_change'
  | 'changed_meanwhile';

/**
 * Changes a Git integration; its provider stays. An empty client secret keeps the stored one. Another origin needs
 * `confirmOriginChange`, and parts the integration from all that was stored for the old one. Administrators only.
 */
export async function updateIntegration(
  ctx: Context,
  input: Input,
  resolve?: Resolve,
): Promise<Result<{ page: IntegrationPage }, Refusal>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const [row] = await ctx.db.select().from(gitIntegrations).where(eq(gitIntegrations.id, input.integrationId));
  if (row === undefined) return fail('not_found');
  const columns = await readColumns(row, input, resolve);
  if (!columns.ok) return columns;
  const moved = columns.value.origin !== row.origin;
  if (moved && !input.confirmOriginChange) {
    const hosts = { oldHost: hostName(row.origin), newHost: hostName(columns.value.origin) };
    return fail('origin_change', { ...hosts, ...(await affectedByMove(ctx.db, row.id)) });
  }
  try {
    const written = await ctx.db.transaction(async (tx) => {
      const at = eq(gitIntegrations.id, row.id);
      const [stands] = await tx.select().from(gitIntegrations).where(at).for('no key update');
      // Somebody else may have moved it since it was read: what was judged by the old origin does not hold then. Nor does
      // a client ID beside the secret of another application.
      if (stands?.origin !== row.origin || stands.oauthClientId !== row.oauthClientId) return fail('changed_meanwhile');
      const application = readApplication(stands, input, columns.value.origin);
      if (!application.ok) return application;
      await tx
        .update(gitIntegrations)
        .set({ ...changesOf(row, columns.value), ...application.value })
        .where(at);
      if (moved) await leaveOldHost(tx, row.id);
      const action = moved ? 'git_integration.change_origin' : 'git_integration.update';
      await recordAct(tx, { at: ctx.now, actorId: ctx.actor.userId, action, gitIntegrationId: row.id });
      return ok(null);
    });
    if (!written.ok) return written;
  } catch (error) {
    const taken = takenBy(error);
    if (taken === null) throw error;
    return fail(taken);
  }
  const page = await readIntegrationPage(ctx.db, row.id);
  return page === null ? fail('not_found') : ok({ page });
}

/** What a form changes of a row: what it leaves as it was may have been changed by somebody else since. */
function changesOf<Columns extends Partial<IntegrationRow>>(row: IntegrationRow, columns: Columns): Partial<Columns> {
  const of = row as Partial<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(columns).filter(([name, value]) => of[name] !== value)) as Partial<Columns>;
}

function readApplication(row: IntegrationRow, input: Input, origin: string) {
  const { oauthClientId: clientId, oauthClientSecret: clientSecret, removeApplication: remove } = input;
  return applicationColumns({ id: row.id, origin }, { clientId, clientSecret, remove }, row);
}

/** All but the application's, which is looked at too: what it is to be hangs on what is stored when it is written. */
async function readColumns(row: IntegrationRow, input: Input, resolve: Resolve | undefined) {
  const provider = gitProvider(row.provider);
  if (provider === null) return fail('invalid_input', { field: 'Git provider', problem: 'unknown' });
  const guard = guardOfEnvironment();
  // A form brings the old API address along with a new origin.
  const untouched = input.apiBase.trim() === row.apiBase && input.origin.trim() !== row.origin;
  const addresses = readAddresses(provider, untouched ? { origin: input.origin } : input, guard);
  if (!addresses.ok) return addresses;
  const caBundle = readCaBundle(input.caBundle);
  if (!caBundle.ok) return caBundle;
  const application = readApplication(row, input, addresses.value.origin);
  if (!application.ok) return application;
  const refused = await refusedHost(addresses.value, guard, resolve);
  if (refused !== null) return refused;
  return ok({ name: input.name, ...addresses.value, caBundle: caBundle.value });
}
