import { randomUUID } from 'node:crypto';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { gitIntegrations, runtimeKeys, runtimes } from '#db/schema/runtimes.ts';
import { users } from '#db/schema/users.ts';
import { demoUsers } from '#db/seed.ts';
import type { Context } from '#lib/context.ts';
import { setRuntimeToken } from '#lib/git-runtime-tokens/set.ts';
import { createRuntimeKey } from '#lib/runtime-keys/create.ts';
import type { Result } from '#lib/result.ts';
import { createRuntime } from '#lib/runtimes/create.ts';
import { setRuntimeAccess } from '#lib/runtimes/set-access.ts';
import { createWebhook } from '#lib/webhooks/create.ts';
import { demoRuntime } from './demo-runtime.ts';

/** Installed with a token of the robot account; the others are left at *Complete installation*. */
const installed = [
  'production-eu',
  'production-us',
  'staging',
  'edge',
  'data-platform',
  'observability',
  'on-prem-berlin',
];
/** For the administrator alone. */
const closed = 'data-platform';
/** Installed with one that ends soon. */
const endingSoon = new Set(['staging']);
/** Begun and left before its webhook: only administrators see it. */
const begun = { name: 'production-asia', repository: 'acme/gitops-config' };

/** Texts of Git runtime tokens of the local Git host's robot account. */
export interface RobotTokens {
  readonly lasting: string;
  readonly endingSoon: string;
}

/**
 * Installs the demo's runtimes at the local Git host as an administrator does: token, webhook, key. Run again, it does what
 * is missing. @returns a new runtime key of `demoRuntime`.
 */
export async function installDemoRuntimes(db: Database, tokens: RobotTokens): Promise<string> {
  const ctx = await administrator(db);
  await begin(ctx, tokens.lasting);
  const rows = await db
    .select({ id: runtimes.id, name: runtimes.name, webhookId: runtimes.webhookId })
    .from(runtimes)
    .where(inArray(runtimes.name, installed));
  for (const { id, name, webhookId } of rows) {
    if (webhookId !== null) continue;
    const token = endingSoon.has(name) ? tokens.endingSoon : tokens.lasting;
    succeeded(name, await setRuntimeToken(ctx, { runtimeId: id, token, expiresOn: null, acceptOtherOwner: false }));
    succeeded(name, await createWebhook(ctx, { runtimeId: id }));
    if (name === closed) {
      const memberIds = [ctx.actor.userId];
      succeeded(name, await setRuntimeAccess(ctx, { runtimeId: id, openTo: 'members', memberIds, began: null }));
    }
    if (name !== demoRuntime.name) succeeded(name, await createRuntimeKey(ctx, { runtimeId: id }));
  }
  const shown = rows.find(({ name }) => name === demoRuntime.name);
  // A key whose text is lost helps nobody, and two live ones are the most.
  await db
    .update(runtimeKeys)
    .set({ revokedAt: ctx.now })
    .where(and(eq(runtimeKeys.runtimeId, shown?.id ?? randomUUID()), isNull(runtimeKeys.revokedAt)));
  return succeeded(demoRuntime.name, await createRuntimeKey(ctx, { runtimeId: shown?.id ?? '' })).key;
}

async function administrator(db: Database): Promise<Context> {
  const [ada] = await db.select({ id: users.id }).from(users).where(eq(users.email, demoUsers.administrator.email));
  if (ada === undefined) throw new Error('The demo has no administrator.');
  const actor = { kind: 'user', userId: ada.id, sessionId: randomUUID(), role: 'administrator' } as const;
  return { db, actor, now: new Date() };
}

async function begin(ctx: Context, token: string): Promise<void> {
  const { db } = ctx;
  const there = await db.select({ id: runtimes.id }).from(runtimes).where(eq(runtimes.name, begun.name));
  const [github] = await db
    .select({ id: gitIntegrations.id })
    .from(gitIntegrations)
    .where(eq(gitIntegrations.name, 'GitHub'));
  if (there.length > 0 || github === undefined) return;
  const { id } = succeeded(begun.name, await createRuntime(ctx, { ...begun, gitIntegrationId: github.id }));
  const entry = { runtimeId: id, token, expiresOn: null, acceptOtherOwner: false };
  succeeded(begun.name, await setRuntimeToken(ctx, entry));
}

function succeeded<Value>(what: string, result: Result<Value>): Value {
  if (!result.ok) throw new Error(`The demo's ${what} was refused: ${result.code}.`);
  return result.value;
}
