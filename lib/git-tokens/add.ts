import { z } from 'zod';
import type { Context } from '#lib/context.ts';
import { hostName } from '#lib/git-integrations/view.ts';
import type { Inspection, RepositoryAccess } from '#lib/git-providers/provider.ts';
import { recognise } from '#lib/git-providers/recognise.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { listOtherRuntimes } from '#lib/runtimes/list-others.ts';
import { readRuntime } from '#lib/runtimes/read.ts';
import type { OtherRuntime, RuntimeRow } from '#lib/runtimes/view.ts';
import { Secret } from '#lib/secret.ts';
import { findMyRuntime, type MyRuntime, nothingToLose } from './find.ts';
import { type AccessFailure, judgeAccess, judgeOwner } from './judge.ts';
import { revokeReplaced } from './revoke.ts';
import { saveToken } from './save.ts';
import { tokenFingerprints } from './store.ts';
import { longestToken, readTokenText, type TokenTextFailure } from './token-text.ts';

export const addTokenSchema = z.strictObject({
  runtimeId: z.uuid(),
  token: z.string().max(5 * longestToken),
  /** The last day it is good, by the person's word, for where the provider does not tell. */
  expiresOn: z.iso.date().nullable(),
  acceptOtherOwner: z.boolean(),
});

export interface AddedToken {
  readonly row: RuntimeRow;
  /** Further runtimes of the same Git integration that could use it. */
  readonly others: readonly OtherRuntime[];
}

type AddFailure =
  | TokenTextFailure
  | AccessFailure['code']
  | 'not_found'
  | 'token_wrong_kind'
  | 'token_mistyped'
  | 'token_duplicate'
  | 'changed_meanwhile'
  | 'other_owner'
  | 'expiry_in_past';

/**
 * Takes a personal access token for a runtime. It is checked with the provider first; what was there before stays until
 * the new one is stored. Kept as *Not checked* when the provider is not reachable and no good token is in its place.
 */
export async function addToken(
  ctx: Context,
  input: z.infer<typeof addTokenSchema>,
): Promise<Result<AddedToken, AddFailure>> {
  const text = readTokenText(input.token);
  if (!text.ok) return text;
  const expiresAt = input.expiresOn === null ? null : new Date(`${input.expiresOn}T23:59:59Z`);
  if (expiresAt !== null && expiresAt <= ctx.now) return fail('expiry_in_past');
  const runtime = await findMyRuntime(ctx, input.runtimeId);
  if (runtime === null) return fail('not_found');
  const { provider, host } = runtime.integration;
  const recognition = recognise(text.value, provider.tokenForms);
  if (recognition.verdict === 'wrong_kind') return fail('token_wrong_kind', { what: recognition.what });
  if (recognition.verdict === 'mistyped') return fail('token_mistyped');
  const kind =
    recognition.verdict === 'token' ? recognition.kind.id : (provider.kinds.find((k) => k.id !== 'oauth')?.id ?? '');
  const token = new Secret(text.value);

  const inspection = await provider.inspect({ host, token, kindId: kind, application: null });
  if (inspection.outcome === 'rejected') return fail('token_rejected', { host: hostName(host.origin) });
  const stranger = await judgeOwner(ctx, runtime, inspection, input.acceptOtherOwner);
  if (stranger !== null) return stranger;
  const access = await lookAt(runtime, token, kind, inspection);
  const login = inspection.outcome === 'accepted' ? inspection.owner.login : null;
  const refused = judgeAccess(runtime, access, login, nothingToLose(runtime, ctx.now));
  if (refused !== null) return refused;

  const duplicate = isSameToken(ctx, runtime, token);
  const saved = await saveToken(
    ctx,
    {
      integration: runtime.integration,
      kind,
      accessToken: token,
      refreshToken: null,
      expiresAt,
      expirySource: expiresAt === null ? null : 'user',
      refreshExpiresAt: null,
      inspection,
    },
    [{ runtimeId: runtime.id, access }],
  );
  if (saved === null) return fail('changed_meanwhile');
  await revokeReplaced(ctx, runtime.integration, saved.replaced);
  if (duplicate) return fail('token_duplicate');
  const row = await readRuntime(ctx, runtime.id);
  if (row === null) return fail('not_found');
  const previous = saved.previousTokenId;
  return ok({ row, others: await listOtherRuntimes(ctx, { runtimeId: runtime.id, q: '', previousTokenId: previous }) });
}

/** Whether the runtime uses this very token already. */
function isSameToken(ctx: Context, runtime: MyRuntime, token: Secret): boolean {
  if (runtime.token === null) return false;
  const { fingerprint } = runtime.token;
  const of = { userId: ctx.actor.userId, runtimeId: null, gitIntegrationId: runtime.integration.id };
  return tokenFingerprints(of, token).some((digest) => Buffer.compare(fingerprint, digest) === 0);
}

async function lookAt(
  runtime: MyRuntime,
  token: Secret,
  kindId: string,
  inspection: Inspection,
): Promise<RepositoryAccess> {
  if (inspection.outcome !== 'accepted') return inspection;
  const { provider, host } = runtime.integration;
  const { scopes } = inspection;
  return provider.repositoryAccess({ host, token, kindId, scopes, repository: runtime.repository, purpose: 'user' });
}
