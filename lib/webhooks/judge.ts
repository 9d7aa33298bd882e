import { env } from '#lib/env.ts';
import { hostName } from '#lib/git-integrations/view.ts';
import type { WebhookRefusal } from '#lib/git-providers/provider.ts';
import { type AccessFailure, judgeAccess } from '#lib/git-tokens/judge.ts';
import { type Failure, fail } from '#lib/result.ts';
import type { AdministeredRuntime } from '#lib/runtimes/find.ts';

export type WebhookFailure = AccessFailure | Failure<'webhook_address' | 'webhook_limit' | 'webhook_refused'>;

const codes = { address: 'webhook_address', limit: 'webhook_limit', other: 'webhook_refused' } as const;

/** Why the provider did not do what was asked about a webhook, with the facts for its words. */
export function judgeWebhook(
  { runtime: { repository }, integration, token }: AdministeredRuntime,
  refusal: WebhookRefusal,
): WebhookFailure {
  const facts = { repository, host: hostName(integration.host.origin), publicUrl: env().publicUrl };
  if (refusal.outcome === 'refused') return fail(codes[refusal.reason], facts);
  return (
    judgeAccess({ repository, integration }, refusal, token?.ownerLogin ?? null, false) ??
    fail('webhook_refused', facts)
  );
}
