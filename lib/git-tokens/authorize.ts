import { createHash, randomBytes } from 'node:crypto';
import { lt } from 'drizzle-orm';
import { z } from 'zod';
import { oauthStates } from '#db/schema/git-tokens.ts';
import { seal } from '#lib/cipher.ts';
import type { Context } from '#lib/context.ts';
import type { OpenIntegration } from '#lib/git-integrations/open.ts';
import { redirectUri } from '#lib/git-integrations/redirect-uri.ts';
import type { Purpose } from '#lib/git-providers/provider.ts';
import { idSchema } from '#lib/ids.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { Secret } from '#lib/secret.ts';
import { findMyRuntime } from './find.ts';

export const startAuthorizationSchema = z.strictObject({
  runtimeId: idSchema,
  /** Take the grant even if it is of another account than the one used so far: the person was asked. */
  acceptOtherOwner: z.boolean().default(false),
});

/** How long a person may take at the provider. */
const lifetimeMs = 10 * 60_000;

/** What is stored of a state: whoever reads the table cannot finish somebody's authorization. */
export function stateDigest(state: string): Buffer {
  return createHash('sha256').update(state).digest();
}

/** Where the PKCE verifier is sealed. */
export function verifierPlace(digest: Uint8Array, userId: string, origin: string) {
  const rowId = Buffer.from(digest).toString('hex');
  return { table: 'oauth_states', column: 'code_verifier', rowId, ownerId: userId, origin };
}

/** Begins an authorization of one of my runtimes with a token of my own: the address of the provider's consent page. */
export async function startAuthorization(
  ctx: Context,
  input: z.output<typeof startAuthorizationSchema>,
): Promise<Result<{ url: string }, 'not_found' | 'no_oauth_application'>> {
  const runtime = await findMyRuntime(ctx, input.runtimeId);
  if (runtime === null) return fail('not_found');
  return beginAuthorization(ctx, runtime, 'user', input.acceptOtherOwner);
}

/**
 * Sends a person to a provider's consent page for a token of a purpose. `state` is single use, ten minutes, bound to
 * session, integration, runtime and purpose; PKCE S256 always (RFC 7636, RFC 9700 §2.1.1). Whether the person may is for
 * the caller to know.
 */
export async function beginAuthorization(
  ctx: Context,
  runtime: { readonly id: string; readonly integration: OpenIntegration },
  purpose: Purpose,
  acceptOtherOwner: boolean,
): Promise<Result<{ url: string }, 'no_oauth_application'>> {
  const { provider, host, application, id: gitIntegrationId } = runtime.integration;
  if (application === null) return fail('no_oauth_application');
  const state = randomBytes(32).toString('base64url');
  const verifier = randomBytes(32).toString('base64url');
  const digest = stateDigest(state);
  const { userId, sessionId } = ctx.actor;
  await ctx.db.delete(oauthStates).where(lt(oauthStates.expiresAt, new Date(ctx.now.getTime() - lifetimeMs)));
  await ctx.db.insert(oauthStates).values({
    digest,
    sessionId,
    userId,
    gitIntegrationId,
    runtimeId: runtime.id,
    purpose,
    acceptOtherOwner,
    codeVerifier: seal(new Secret(verifier), verifierPlace(digest, userId, host.origin)),
    createdAt: ctx.now,
    expiresAt: new Date(ctx.now.getTime() + lifetimeMs),
  });
  const url = provider.authorizeUrl({
    host,
    clientId: application.clientId,
    redirectUri: redirectUri(gitIntegrationId),
    state,
    codeChallenge: createHash('sha256').update(verifier).digest('base64url'),
    purpose,
  });
  return ok({ url });
}
