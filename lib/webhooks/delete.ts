import type { Database } from '#db/client.ts';
import { UnknownKeyError } from '#lib/cipher.ts';
import type { WebhookCall, WebhookRefusal } from '#lib/git-providers/provider.ts';
import { openRuntimeToken } from '#lib/git-runtime-tokens/open.ts';
import type { AdministeredRuntime } from '#lib/runtimes/find.ts';
import type { Secret } from '#lib/secret.ts';
import { webhookAddress } from './address.ts';
import { webhookSecret } from './secret.ts';

/** `none`: there never was one. `left`: it may still be there; null why: the runtime has no token to ask with. */
export type WebhookRemoval =
  | { readonly outcome: 'deleted' | 'none' }
  | { readonly outcome: 'left'; readonly why: WebhookRefusal | null };

/** Removes a runtime's webhook at the provider, with the runtime's own token. Changes nothing here. */
export async function deleteWebhook(db: Database, found: AdministeredRuntime, now: Date): Promise<WebhookRemoval> {
  const { runtime, integration } = found;
  const { provider, host } = integration;
  // A secret is stored before the provider is asked: without one it never was.
  if (runtime.webhookId === null && runtime.webhookSecret === null) return { outcome: 'none' };
  const opened = await openRuntimeToken(db, found, now);
  if (!opened.ok) return runtime.webhookId === null ? { outcome: 'none' } : { outcome: 'left', why: null };
  const { token, row } = opened.value;
  const call = { host, token, kindId: row.kind, repository: runtime.repository };
  const webhookId = runtime.webhookId ?? (await findUnanswered(db, runtime.id, found, call));
  if (webhookId === null) return { outcome: 'none' };
  if (typeof webhookId !== 'string') return { outcome: 'left', why: webhookId };
  const answer = await provider.deleteWebhook({ ...call, webhookId });
  return answer.outcome === 'deleted' ? { outcome: 'deleted' } : { outcome: 'left', why: answer };
}

/**
 * A webhook was asked for and no answer came: it may be there all the same. It is found by asking again, which adopts
 * it. Null: the provider does not let it be, so that it did not then.
 */
async function findUnanswered(
  db: Database,
  runtimeId: string,
  { integration: { provider, host } }: AdministeredRuntime,
  call: WebhookCall,
): Promise<string | WebhookRefusal | null> {
  const secret = await tryWebhookSecret(db, runtimeId, host.origin);
  if (secret === null) return null;
  const answer = await provider.createWebhook({ ...call, url: webhookAddress(runtimeId), secret });
  if ('webhookId' in answer) return answer.webhookId;
  return answer.outcome === 'unreachable' ? answer : null;
}

/** Whatever is wrong with the secret, it keeps nobody from removing the runtime. */
async function tryWebhookSecret(db: Database, runtimeId: string, origin: string): Promise<Secret | null> {
  try {
    return await webhookSecret(db, runtimeId, origin);
  } catch (error) {
    if (error instanceof UnknownKeyError) return null;
    throw error;
  }
}
