import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import { authorizations } from '#db/schema/git-tokens.ts';
import { gitEvents, runtimeKeys, runtimeMembers, runtimes } from '#db/schema/runtimes.ts';
import type { IntegrationRow } from '#lib/git-integrations/open.ts';
import { factColumns, type TokenFactsRow } from '#lib/git-tokens/facts.ts';
import { statusGroups } from '#lib/git-tokens/status.ts';
import type { AdminRuntimePage, AdminRuntimeRow, InstallationStep, RuntimeState } from './admin-view.ts';
import { mayUse } from './may-use.ts';
import { notAuthorized, repositoryUrl, statusView } from './row.ts';
import type { StatusView } from './view.ts';

const { webhookSecret, ...plain } = getTableColumns(runtimes);

/** The columns of a runtime that hold no secret. */
export type AdminRuntimeFacts = Omit<typeof runtimes.$inferSelect, 'webhookSecret'>;

/** What is counted beside them. */
export interface RuntimeCounts {
  readonly members: number;
  readonly authorizations: number;
  readonly lastEventAt: Date | null;
}

const counted = (of: SQL) => sql<number>`(select count(*)::int from ${of})`;

/** What an administrator's list and page read of a runtime, joined with its Git runtime token, in one statement. */
export const adminColumns = {
  runtime: plain,
  token: factColumns,
  members: counted(
    sql`${runtimeMembers} as named where named.runtime_id = ${runtimes.id} and ${runtimes.openTo} = 'members'`,
  ).as('members'),
  // Of those who may use it: the links of others are kept, and count nowhere.
  authorizations: counted(
    sql`${authorizations} as made where made.runtime_id = ${runtimes.id} and ${mayUse(sql`made.user_id`)}`,
  ).as('authorizations'),
  lastEventAt: sql<Date | null>`(select max(received.received_at) from ${gitEvents} as received
    where received.runtime_id = ${runtimes.id})`
    .mapWith(gitEvents.receivedAt)
    .as('last_event_at'),
  keysEver: counted(sql`${runtimeKeys} as made_key where made_key.runtime_id = ${runtimes.id}`).as('keys_ever'),
};

/** The state of a runtime's Git runtime token, by the same pure function as a person's. */
export function runtimeTokenStatus(runtime: AdminRuntimeFacts, token: TokenFactsRow | null, now: Date): StatusView {
  if (token === null) return notAuthorized;
  const { tokenAccess, tokenMissing, tokenRemedyUrl, tokenAccessCheckedAt } = runtime;
  const access = {
    access: tokenAccess,
    missing: tokenMissing,
    remedyUrl: tokenRemedyUrl,
    accessCheckedAt: tokenAccessCheckedAt,
  };
  return statusView(token, access, now);
}

/** Whether the runtime can work with its token: it holds, or nothing was heard against it since it did. */
export function holds(status: StatusView): boolean {
  const group = statusGroups[status.code];
  return group === 'good' || group === 'soon' || group === 'unsure';
}

type WebhookFacts = Pick<AdminRuntimeFacts, 'webhookId' | 'webhookGoneAt'>;

/** What is known of a runtime's webhook. */
export function webhookState({ webhookId, webhookGoneAt }: WebhookFacts): AdminRuntimePage['webhook']['state'] {
  if (webhookId === null) return 'none';
  return webhookGoneAt === null ? 'active' : 'gone';
}

/** Pure: how far a runtime is. */
export function runtimeState(
  runtime: WebhookFacts & Pick<AdminRuntimeFacts, 'installedAt'>,
  status: StatusView,
): RuntimeState {
  if (runtime.installedAt === null || status.code === 'not_authorized') return 'complete_installation';
  const group = statusGroups[status.code];
  if (group === 'broken' || group === 'soon') return 'token';
  return webhookState(runtime) === 'active' ? 'ready' : 'webhook';
}

/** Pure: the step at which an installation stands; null once none is left. */
export function nextStep(
  runtime: WebhookFacts & Pick<AdminRuntimeFacts, 'installedAt'>,
  status: StatusView,
  keysEver: number,
): InstallationStep | null {
  if (status.code === 'not_authorized' || (runtime.installedAt === null && !holds(status))) return 'token';
  if (keysEver > 0) return null;
  return webhookState(runtime) === 'none' ? 'webhook' : 'key';
}

/** One row of the administrator's list. */
export function adminRow(
  runtime: AdminRuntimeFacts,
  integration: IntegrationRow,
  status: StatusView,
  { members, authorizations, lastEventAt }: RuntimeCounts,
): AdminRuntimeRow {
  return {
    id: runtime.id,
    name: runtime.name,
    repository: runtime.repository,
    repositoryUrl: repositoryUrl(runtime.repository, integration),
    integrationId: integration.id,
    integrationName: integration.name,
    provider: integration.provider,
    state: runtimeState(runtime, status),
    webhookState: webhookState(runtime),
    status,
    openTo: runtime.openTo,
    members,
    authorizations,
    lastEventAt: lastEventAt === null ? null : lastEventAt.toISOString(),
  };
}
