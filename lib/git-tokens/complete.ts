import { and, eq, isNull } from 'drizzle-orm';
import { oauthStates } from '#db/schema/git-tokens.ts';
import { open, UnsealError } from '#lib/cipher.ts';
import type { Context } from '#lib/context.ts';
import { redirectUri } from '#lib/git-integrations/redirect-uri.ts';
import { hostName } from '#lib/git-integrations/view.ts';
import type { GrantAnswer, Purpose } from '#lib/git-providers/provider.ts';
import { findRuntimeSeat } from '#lib/git-runtime-tokens/seat.ts';
import { fail, ok, type Failure, type Result } from '#lib/result.ts';
import { reveal } from '#lib/secret.ts';
import { stateDigest, verifierPlace } from './authorize.ts';
import { type KeepFailure, keepGrant } from './keep.ts';
import type { SavedToken } from './save.ts';
import { findMySeat, type TokenSeat } from './seat.ts';

type StateRow = typeof oauthStates.$inferSelect;

export type CompletionFailure =
  | KeepFailure
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

/** The place a grant is for, by its purpose; null when there is none, or none any more, for this person to fill. */
const seats: Readonly<Record<Purpose, (ctx: Context, runtimeId: string) => Promise<TokenSeat | null>>> = {
  user: findMySeat,
  runtime: findRuntimeSeat,
};

/** What came of it; the token that was replaced may serve further runtimes of the person. */
export interface Completed {
  readonly purpose: Purpose;
  readonly runtimeId: string;
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
 * The way back from a provider's consent page, whatever the token is for. Until the new one is stored the old one stays,
 * whatever happens here.
 * @returns the runtime it was for; a failure too carries `detail.runtimeId` and `detail.purpose` once they are known.
 */
export async function completeAuthorization(
  ctx: Context,
  gitIntegrationId: string,
  params: URLSearchParams,
): Promise<Result<Completed, CompletionFailure>> {
  const state = single(params, 'state');
  if (state === null || state === undefined) return fail('oauth_state_missing');
  const taken = await takeState(ctx, state, gitIntegrationId);
  if (!taken.ok) return taken;
  const { runtimeId, purpose } = taken.value;
  const seat = await seats[purpose](ctx, runtimeId);
  if (seat === null) return fail('not_found');
  const done = await exchange(ctx, seat, taken.value, params);
  return done.ok
    ? ok({ purpose, runtimeId, previousTokenId: done.value.previousTokenId })
    : { ...done, detail: { ...done.detail, purpose, runtimeId } };
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
  const of = { purpose: row.purpose, runtimeId: row.runtimeId };
  if (row.usedAt !== null) return fail('oauth_state_used', of);
  if (row.expiresAt <= ctx.now) return fail('oauth_state_expired', of);
  const used = await ctx.db
    .update(oauthStates)
    .set({ usedAt: ctx.now })
    .where(and(eq(oauthStates.digest, digest), isNull(oauthStates.usedAt)))
    .returning({ userId: oauthStates.userId });
  return used.length === 0 ? fail('oauth_state_used', of) : ok(row);
}

async function exchange(
  ctx: Context,
  seat: TokenSeat,
  state: StateRow,
  params: URLSearchParams,
): Promise<Result<SavedToken, CompletionFailure>> {
  const { provider, host, application, id } = seat.integration;
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
    ? keepGrant(seat, answer.grant, state.acceptOtherOwner, ctx.now)
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
