import type { Database } from '#db/client.ts';
import type { WebhookCall, WebhookRefusal } from '#lib/git-providers/provider.ts';
import { openRuntimeToken } from '#lib/git-runtime-tokens/open.ts';
import type { AdministeredRuntime } from '#lib/runtimes/find.ts';
import { webhookAddress } from './address.ts';
import { makeWebhookSecret } from './secret.ts';

/**
 * `none`: there is none, as one never was or the provider lets none be. `left`: it may still be there; null why: the
 * runtime has no token to ask with.
 */
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
  if (!opened.ok) return { outcome: 'left', why: opened.code === 'token_rejected' ? { outcome: 'rejected' } : null };
  const { token, row } = opened.value;
  const call = { host, token, kindId: row.kind, repository: runtime.repository };
  const webhookId = runtime.webhookId ?? (await findUnanswered(found, call));
  if (webhookId === null) return { outcome: 'none' };
  if (typeof webhookId !== 'string') return { outcome: 'left', why: webhookId };
  const answer = await provider.deleteWebhook({ ...call, webhookId });
  return answer.outcome === 'deleted' ? { outcome: 'deleted' } : { outcome: 'left', why: answer };
}

/**
 * A webhook was asked for and no answer came: it may be there all the same. It is found by asking again, which adopts
 * it. What it is signed with then matters to nobody, so that it is found whether the stored secret opens here or not.
 * Null: there is none, as the provider was free to say what hinders one with our address.
 */
async function findUnanswered(
  { runtime, integration: { provider } }: AdministeredRuntime,
  call: WebhookCall,
): Promise<string | WebhookRefusal | null> {
  const url = webhookAddress(runtime.id);
  const answer = await provider.createWebhook({ ...call, url, secret: makeWebhookSecret() });
  if ('webhookId' in answer) return answer.webhookId;
  return answer.outcome === 'refused' && answer.reason !== 'other' ? null : answer;
}
