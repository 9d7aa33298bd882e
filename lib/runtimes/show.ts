import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { auditEvents } from '#db/schema/audit.ts';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitEvents, gitIntegrations, runtimeKeys, runtimeMembers, runtimes } from '#db/schema/runtimes.ts';
import { users } from '#db/schema/users.ts';
import type { Context } from '#lib/context.ts';
import type { IntegrationRow } from '#lib/git-integrations/open.ts';
import { integrationView } from '#lib/git-integrations/view.ts';
import { idSchema } from '#lib/ids.ts';
import type { TokenFactsRow } from '#lib/git-tokens/facts.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { isLive } from '#lib/runtime-keys/live.ts';
import { shownKey } from '#lib/runtime-keys/text.ts';
import { webhookAddress } from '#lib/webhooks/address.ts';
import { adminColumns, adminRow, keyColumns, nextStep, runtimeTokenStatus, webhookState } from './admin-row.ts';
import type { AdminRuntimePage, GitEventView, MemberView, RuntimeKeyView } from './admin-view.ts';
import { tokenView } from './row.ts';
import type { TokenView } from './view.ts';

export const showRuntimeSchema = z.object({ runtimeId: idSchema });

const shownEvents = 20;

/** The administrator's page of one runtime. Administrators only; to others it does not exist. */
export async function showRuntime(
  ctx: Context,
  { runtimeId }: z.infer<typeof showRuntimeSchema>,
): Promise<Result<AdminRuntimePage, 'not_administrator' | 'not_found'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const { db, now } = ctx;
  const [[found], keys, memberList, events] = await Promise.all([
    db
      .select({ ...adminColumns, ...keyColumns(now), integration: gitIntegrations })
      .from(runtimes)
      .innerJoin(gitIntegrations, eq(gitIntegrations.id, runtimes.gitIntegrationId))
      .leftJoin(gitTokens, eq(gitTokens.runtimeId, runtimes.id))
      .where(eq(runtimes.id, runtimeId)),
    liveKeys(db, runtimeId, now),
    namedMembers(db, runtimeId),
    lastEvents(db, runtimeId),
  ]);
  if (found === undefined) return fail('not_found');
  const { runtime, token, integration } = found;
  const status = runtimeTokenStatus(runtime, token, now);
  const { host, providerLabel, hasOAuth, tokenKinds, tokenForms } = integrationView(integration, 'runtime');
  return ok({
    ...adminRow(runtime, integration, status, found),
    host,
    providerLabel,
    hasOAuth,
    tokenKinds,
    tokenForms,
    nextStep: nextStep(runtime, status, found),
    token: token === null ? null : runtimeToken(token, integration),
    webhook: {
      url: webhookAddress(runtime.id),
      state: webhookState(runtime),
      checkedAt: iso(runtime.webhookCheckedAt),
    },
    keys,
    memberList,
    events,
    now: now.toISOString(),
  });
}

/** Only what was granted to us alone is revoked with the runtime: a personal access token may serve elsewhere too. */
function runtimeToken(token: TokenFactsRow, integration: IntegrationRow): TokenView {
  const view = tokenView(token, 1, integration);
  return { ...view, revocable: view.revocable && token.kind === 'oauth' };
}

function iso(instant: Date | null): string | null {
  return instant === null ? null : instant.toISOString();
}

async function liveKeys(db: Database, runtimeId: string, now: Date): Promise<readonly RuntimeKeyView[]> {
  const lastUsedAt = sql<Date | null>`(select max(used.at) from ${auditEvents} as used
    where used.runtime_key_id = ${runtimeKeys.id} and used.action like 'credential.%')`;
  const rows = await db
    .select({
      id: runtimeKeys.id,
      handle: runtimeKeys.handle,
      createdAt: runtimeKeys.createdAt,
      createdBy: users.name,
      expiresAt: runtimeKeys.expiresAt,
      lastUsedAt: lastUsedAt.mapWith(auditEvents.at).as('last_used_at'),
    })
    .from(runtimeKeys)
    .leftJoin(users, eq(users.id, runtimeKeys.createdBy))
    .where(and(eq(runtimeKeys.runtimeId, runtimeId), isLive(now)))
    .orderBy(desc(runtimeKeys.createdAt), desc(runtimeKeys.id));
  return rows.map(({ id, handle, createdAt, createdBy, expiresAt, lastUsedAt: usedAt }) => ({
    id,
    shown: shownKey(handle),
    createdAt: createdAt.toISOString(),
    createdBy,
    expiresAt: iso(expiresAt),
    lastUsedAt: iso(usedAt),
  }));
}

async function namedMembers(db: Database, runtimeId: string): Promise<readonly MemberView[]> {
  const rows = await db
    .select({ userId: users.id, name: users.name, email: users.email, disabledAt: users.disabledAt })
    .from(runtimeMembers)
    .innerJoin(users, eq(users.id, runtimeMembers.userId))
    .where(eq(runtimeMembers.runtimeId, runtimeId))
    .orderBy(sql`lower(${users.name})`, users.email);
  return rows.map(({ disabledAt, ...member }) => ({ ...member, disabled: disabledAt !== null }));
}

async function lastEvents(db: Database, runtimeId: string): Promise<readonly GitEventView[]> {
  const rows = await db
    .select()
    .from(gitEvents)
    .where(eq(gitEvents.runtimeId, runtimeId))
    .orderBy(desc(gitEvents.receivedAt), desc(gitEvents.id))
    .limit(shownEvents);
  return rows.map(({ id, kind, ref, commit, subject, actor, receivedAt }) => ({
    id,
    kind: kind === 'ping' || kind === 'push' || kind === 'authorization_revoked' ? kind : 'other',
    ref: ref?.replace(/^refs\/(?:heads|tags)\//, '') ?? null,
    commit,
    subject,
    actor,
    receivedAt: receivedAt.toISOString(),
  }));
}
