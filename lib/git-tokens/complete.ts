import { and, eq, isNull } from 'drizzle-orm';
import { oauthStates } from '#db/schema/git-tokens.ts';
import { open, UnsealError } from '#lib/cipher.ts';
import type { Context } from '#lib/context.ts';
import { redirectUri } from '#lib/git-integrations/redirect-uri.ts';
import { hostName } from '#lib/git-integrations/view.ts';
import type { GrantAnswer, RepositoryAccess, TokenGrant } from '#lib/git-providers/provider.ts';
import { fail, ok, type Failure, type Result } from '#lib/result.ts';
import { reveal } from '#lib/secret.ts';
import { stateDigest, verifierPlace } from './authorize.ts';
import { findMyRuntime, type MyRuntime, nothingToLose } from './find.ts';
import { type AccessFailure, judgeAccess, judgeOwner } from './judge.ts';
import { grantExpiry } from './refresh.ts';
import { revokeReplaced } from './revoke.ts';
import { saveToken } from './save.ts';

type StateRow = typeof oauthStates.$inferSelect;

export type CompletionFailure =
  | AccessFailure['code']
  | 'other_owner'
  | 'changed_meanwhile'
  | 'not_found'
  | 'no_oauth_application'
  | 'oauth_denied'
  | 'oauth_state_missing'
  | 'oauth_state_unknown'
  | 'oauth_state_used'
  | 'oauth_state_expired'
  | 'oauth_wrong_integration'
  | 'oauth_issuer_mismatch'
  | 'oauth_code_invalid'
  | 'oauth_invalid_response'
  | 'oauth_misconfigured';

/** What came of it; the token that was replaced may serve further runtimes of the person. */
interface Kept {
  readonly previousTokenId: string | null;
}

const longestParameter = 2_048;
const printable = /^[\x21-\x7e]+$/;

/** A parameter that must be there at most once. Null: absent; undefined: doubled, too long, or with odd characters. */
function single(params: URLSearchParams, name: string): string | null | undefined {
  const values = params.getAll(name);
  const [value] = values;
  if (value === undefined) return params.has(`${name}[]`) ? undefined : null;
  return values.length === 1 && value.length <= longestParameter && printable.test(value) ? value : undefined;
}

/**
 * The way back from a provider's consent page. Until the new token is stored the old one stays, whatever happens here.
 * @returns the runtime it was for; a failure too carries it as `detail.runtimeId` once it is known.
 */
export async function completeAuthorization(
  ctx: Context,
  gitIntegrationId: string,
  params: URLSearchParams,
): Promise<Result<{ runtimeId: string; previousTokenId: string | null }, CompletionFailure>> {
  const state = single(params, 'state');
  if (state === null || state === undefined) return fail('oauth_state_missing');
  const taken = await takeState(ctx, state, gitIntegrationId);
  if (!taken.ok) return taken;
  const runtime = await findMyRuntime(ctx, taken.value.runtimeId);
  if (runtime === null) return fail('not_found');
  const done = await exchange(ctx, runtime, taken.value, params);
  return done.ok
    ? ok({ runtimeId: runtime.id, ...done.value })
    : { ...done, detail: { ...done.detail, runtimeId: runtime.id } };
}

/** Finds the state and uses it up, if it is this session's and for this integration. Another's stays untouched. */
async function takeState(
  ctx: Context,
  state: string,
  gitIntegrationId: string,
): Promise<Result<StateRow, CompletionFailure>> {
  const digest = stateDigest(state);
  const [row] = await ctx.db.select().from(oauthStates).where(eq(oauthStates.digest, digest));
  const { userId, sessionId } = ctx.actor;
  if (row === undefined || row.userId !== userId || row.sessionId !== sessionId) return fail('oauth_state_unknown');
  if (row.gitIntegrationId !== gitIntegrationId) return fail('oauth_wrong_integration');
  if (row.usedAt !== null) return fail('oauth_state_used');
  if (row.expiresAt <= ctx.now) return fail('oauth_state_expired');
  const used = await ctx.db
    .update(oauthStates)
    .set({ usedAt: ctx.now })
    .where(and(eq(oauthStates.digest, digest), isNull(oauthStates.usedAt)))
    .returning({ userId: oauthStates.userId });
  return used.length === 0 ? fail('oauth_state_used') : ok(row);
}

async function exchange(
  ctx: Context,
  runtime: MyRuntime,
  state: StateRow,
  params: URLSearchParams,
): Promise<Result<Kept, CompletionFailure>> {
  const { provider, host, application, id } = runtime.integration;
  const facts = { host: hostName(host.origin) };
  if (application === null) return fail('no_oauth_application');
  // Who answers must be who was asked (RFC 9207), whatever the answer is.
  const issuer = single(params, 'iss');
  const expected = provider.issuer(host);
  if (issuer === undefined || (issuer !== null && expected !== null && issuer !== expected)) {
    return fail('oauth_issuer_mismatch');
  }
  if (params.has('error')) {
    return params.get('error') === 'access_denied' ? fail('oauth_denied') : fail('oauth_misconfigured', facts);
  }
  const code = single(params, 'code');
  if (code === null || code === undefined) return fail('oauth_code_invalid');
  const verifier = openVerifier(state, host.origin);
  if (verifier === null) return fail('oauth_state_unknown');
  const answer = await provider.exchangeCode({
    host,
    application,
    code,
    codeVerifier: reveal(verifier),
    redirectUri: redirectUri(id),
  });
  return answer.outcome === 'granted'
    ? keep(ctx, runtime, answer.grant, state.acceptOtherOwner)
    : refused(answer, facts);
}

function openVerifier(state: StateRow, origin: string) {
  try {
    return open(state.codeVerifier, verifierPlace(state.digest, state.userId, origin));
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}

function refused(
  answer: Exclude<GrantAnswer, { outcome: 'granted' }>,
  facts: { host: string },
): Failure<CompletionFailure> {
  switch (answer.outcome) {
    case 'denied':
      return fail('oauth_code_invalid');
    case 'misconfigured':
      return fail('oauth_misconfigured', facts);
    default:
      return fail(answer.reason === 'invalid_response' ? 'oauth_invalid_response' : 'unreachable', facts);
  }
}

/** Looks at the new token and stores it, unless a good one is in its place and the new one is not as good. */
async function keep(
  ctx: Context,
  runtime: MyRuntime,
  grant: TokenGrant,
  acceptOtherOwner: boolean,
): Promise<Result<Kept, CompletionFailure>> {
  const { integration, repository } = runtime;
  const { provider, host, application } = integration;
  const kindId = 'oauth';
  const token = grant.accessToken;
  const inspection = await provider.inspect({ host, token, kindId, application });
  const stranger = await judgeOwner(ctx, runtime, inspection, acceptOtherOwner);
  if (stranger !== null) {
    await provider.revoke({ host, application, kindId, accessToken: token });
    return stranger;
  }
  const access: RepositoryAccess =
    inspection.outcome === 'accepted'
      ? await provider.repositoryAccess({ host, token, kindId, scopes: inspection.scopes, repository, purpose: 'user' })
      : inspection;
  const replaceable = nothingToLose(runtime, ctx.now);
  const login = inspection.outcome === 'accepted' ? inspection.owner.login : null;
  const failure = judgeAccess(runtime, access, login, replaceable);
  // The grant exists at the provider now: without a good token in its place it is kept, with what it lacks.
  const worthKeeping = replaceable && inspection.outcome === 'accepted';
  if (failure !== null && !worthKeeping) {
    await provider.revoke({ host, application, kindId, accessToken: token });
    return failure;
  }
  const saved = await saveToken(
    ctx,
    {
      integration,
      kind: kindId,
      accessToken: token,
      refreshToken: grant.refreshToken,
      ...grantExpiry(grant, ctx.now),
      inspection,
    },
    [{ runtimeId: runtime.id, access }],
  );
  if (saved === null) {
    await provider.revoke({ host, application, kindId, accessToken: token });
    return fail('changed_meanwhile');
  }
  await revokeReplaced(ctx, integration, saved.replaced);
  return failure ?? ok({ previousTokenId: saved.previousTokenId });
}
