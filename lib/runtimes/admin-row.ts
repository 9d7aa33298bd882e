import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import { authorizations } from '#db/schema/git-tokens.ts';
import { gitEvents, runtimeKeys, runtimeMembers, runtimes } from '#db/schema/runtimes.ts';
import type { IntegrationRow } from '#lib/git-integrations/open.ts';
import { factColumns, type TokenFactsRow } from '#lib/git-tokens/facts.ts';
import { statusGroups } from '#lib/git-tokens/status.ts';
import { isLive } from '#lib/runtime-keys/live.ts';
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
};

/** What decides of a runtime's keys: whether one was ever made, and whether one works now. */
export interface KeyFacts {
  readonly keyMade: boolean;
  readonly keyLive: boolean;
}

/** The same as columns; `exists`, so that the database asks once for all rows, or by the index for one. */
export function keyColumns(now: Date) {
  const of = (condition: SQL) =>
    sql<boolean>`exists (select from ${runtimeKeys} where ${runtimeKeys.runtimeId} = ${runtimes.id} and ${condition})`;
  return { keyMade: of(sql`true`).as('key_made'), keyLive: of(sql`${isLive(now)}`).as('key_live') };
}

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

type Told = Pick<StatusView, 'code'>;

/** Whether the runtime can work with its token: it holds, or nothing was heard against it since it did. */
export function holds(status: Told): boolean {
  const group = statusGroups[status.code];
  return group === 'good' || group === 'soon' || group === 'unsure';
}

type WebhookFacts = Pick<AdminRuntimeFacts, 'webhookId' | 'webhookGoneAt'>;

/** What is known of a runtime's webhook. */
export function webhookState({ webhookId, webhookGoneAt }: WebhookFacts): AdminRuntimePage['webhook']['state'] {
  if (webhookId === null) return 'none';
  return webhookGoneAt === null ? 'active' : 'gone';
}

type InstallationFacts = WebhookFacts & Pick<AdminRuntimeFacts, 'installedAt'>;

/** Pure: how far a runtime is. Ready is one that works and has nothing left to do. */
export function runtimeState(runtime: InstallationFacts, status: Told, keys: KeyFacts): RuntimeState {
  if (runtime.installedAt === null || nextStep(runtime, status, keys) !== null) return 'complete_installation';
  const group = statusGroups[status.code];
  if (group === 'broken') return 'token';
  // What stopped comes before what will.
  if (!keys.keyLive) return 'key';
  if (group === 'soon') return 'token';
  return webhookState(runtime) === 'active' ? 'ready' : 'webhook';
}

/** Pure: the step at which an installation stands; null once none is left. */
export function nextStep(runtime: InstallationFacts, status: Told, { keyMade }: KeyFacts): InstallationStep | null {
  if (status.code === 'not_authorized') return 'token';
  if ((runtime.installedAt === null || !keyMade) && !holds(status)) return 'token';
  if (keyMade) return null;
  return webhookState(runtime) === 'none' ? 'webhook' : 'key';
}

/** One row of the administrator's list. */
export function adminRow(
  runtime: AdminRuntimeFacts,
  integration: IntegrationRow,
  status: StatusView,
  { members, authorizations, lastEventAt, ...keys }: RuntimeCounts & KeyFacts,
): AdminRuntimeRow {
  return {
    id: runtime.id,
    name: runtime.name,
    repository: runtime.repository,
    repositoryUrl: repositoryUrl(runtime.repository, integration),
    integrationId: integration.id,
    integrationName: integration.name,
    provider: integration.provider,
    state: runtimeState(runtime, status, keys),
    installedAt: runtime.installedAt === null ? null : runtime.installedAt.toISOString(),
    webhookState: webhookState(runtime),
    status,
    openTo: runtime.openTo,
    members,
    authorizations,
    lastEventAt: lastEventAt === null ? null : lastEventAt.toISOString(),
  };
}
