import type { IntegrationRow } from '#lib/git-integrations/open.ts';
import { gitProvider } from '#lib/git-providers/registry.ts';
import { statusFacts, type TokenFactsRow } from '#lib/git-tokens/facts.ts';
import { deriveStatus } from '#lib/git-tokens/status.ts';
import type { RuntimeRow, StatusView, TokenView } from './view.ts';

/** What an authorization says of one runtime's repository. */
export interface AccessFacts {
  readonly access: string;
  readonly missing: readonly string[];
  readonly remedyUrl: string | null;
  readonly accessCheckedAt: Date | null;
}

function iso(instant: Date | null): string | null {
  return instant === null ? null : instant.toISOString();
}

function expiry(token: TokenFactsRow): TokenView['expiry'] {
  if (token.renewsItself) return 'renews';
  if (token.expirySource !== null) return token.expiresAt === null ? 'never' : token.expirySource;
  return 'untold';
}

/** My token for the browser. `runtimes` is how many of my runtimes it serves. */
export function tokenView(token: TokenFactsRow, runtimes: number, integration: IntegrationRow): TokenView {
  const provider = gitProvider(integration.provider);
  const host = { origin: integration.origin, apiBase: integration.apiBase, caBundle: null };
  const application = integration.oauthClientId === null ? null : { clientId: integration.oauthClientId };
  return {
    id: token.id,
    integrationId: token.gitIntegrationId,
    kind: token.kind,
    kindLabel: provider?.kinds.find((kind) => kind.id === token.kind)?.label ?? token.kind,
    lastFour: token.lastFour,
    login: token.ownerLogin,
    avatarUrl: token.ownerAvatarUrl,
    expiresAt: iso(token.expiresAt),
    expiry: expiry(token),
    runtimes,
    manageUrl: provider?.manageUrl(host, token.kind, application) ?? integration.origin,
    revocable: provider?.canRevoke(host, token.kind) ?? false,
  };
}

/** The state of a runtime that I have not authorized. */
export const notAuthorized: StatusView = {
  code: 'not_authorized',
  reason: null,
  missing: [],
  remedyUrl: null,
  verdictAt: null,
  acceptedAt: null,
  checkedAt: null,
  reportedAt: null,
};

function reasonOf(token: TokenFactsRow, { access }: AccessFacts, code: StatusView['code']): string | null {
  if (token.unusableReason !== null) return token.unusableReason;
  if (code === 'unreachable') return token.unreachableReason;
  if (code !== 'not_checked') return access;
  // Accepted, with enough permission, but not since its expiry date passed.
  return token.verdict === 'accepted' && access !== 'unknown' ? 'lapsed' : token.unreachableReason;
}

/** A report is no verdict: it counts once the provider refused the token too, and until it accepts it again. */
function confirmedReport({ verdict, acceptedAt, reportedAt }: TokenFactsRow): Date | null {
  if (verdict !== 'rejected' || reportedAt === null) return null;
  return acceptedAt === null || acceptedAt <= reportedAt ? reportedAt : null;
}

/** The state of an authorization for the browser. */
export function statusView(token: TokenFactsRow, access: AccessFacts, now: Date): StatusView {
  const code = deriveStatus(statusFacts(token, access.access), now);
  return {
    code,
    reason: reasonOf(token, access, code),
    missing: access.missing,
    remedyUrl: access.remedyUrl,
    verdictAt: iso(token.verdictAt),
    acceptedAt: iso(token.acceptedAt),
    checkedAt: iso(token.checkedAt),
    reportedAt: iso(confirmedReport(token)),
  };
}

/** The page of a repository at its provider. */
export function repositoryUrl(repository: string, integration: IntegrationRow): string {
  const provider = gitProvider(integration.provider);
  const host = { origin: integration.origin, apiBase: integration.apiBase, caBundle: null };
  return (provider?.cloneUrl(host, repository) ?? integration.origin).replace(/\.git$/, '');
}

/** One row of User Settings; null: I have not authorized the runtime. */
export function runtimeRow(
  runtime: { readonly id: string; readonly name: string; readonly repository: string },
  integration: IntegrationRow,
  authorized: { readonly token: TokenView; readonly status: StatusView } | null,
): RuntimeRow {
  return {
    id: runtime.id,
    name: runtime.name,
    repository: runtime.repository,
    repositoryUrl: repositoryUrl(runtime.repository, integration),
    integrationId: integration.id,
    token: authorized?.token ?? null,
    status: authorized?.status ?? notAuthorized,
  };
}
