import { open, UnknownKeyError, UnsealError } from '#lib/cipher.ts';
import type { GitHost, GitProvider, OAuthApplication } from '#lib/git-providers/provider.ts';
import { gitProvider } from '#lib/git-providers/registry.ts';
import type { gitIntegrations } from '#db/schema/runtimes.ts';

export type IntegrationRow = typeof gitIntegrations.$inferSelect;

/** A Git integration ready for calls: its provider, its host, and its OAuth application where there is one. */
export interface OpenIntegration {
  readonly id: string;
  readonly name: string;
  readonly provider: GitProvider;
  readonly host: GitHost;
  /** Null when none is configured, or its secret does not open here. */
  readonly application: OAuthApplication | null;
  /** There is one, sealed with a key that this process was not given: others can use it. */
  readonly applicationElsewhere: boolean;
}

/** Where a client secret is sealed. */
export function clientSecretPlace(row: { readonly id: string; readonly origin: string }) {
  return { table: 'git_integrations', column: 'oauth_client_secret', rowId: row.id, ownerId: '', origin: row.origin };
}

/** Opens a row for use. @throws for a provider this version does not know. */
export function openIntegration(row: IntegrationRow): OpenIntegration {
  const provider = gitProvider(row.provider);
  if (provider === null) throw new Error(`Git integration ${row.id} has an unknown provider: ${row.provider}.`);
  return {
    id: row.id,
    name: row.name,
    provider,
    host: { origin: row.origin, apiBase: row.apiBase, caBundle: row.caBundle },
    ...openApplication(row),
  };
}

function openApplication(row: IntegrationRow): Pick<OpenIntegration, 'application' | 'applicationElsewhere'> {
  const { oauthClientId: clientId, oauthClientSecret: sealed } = row;
  if (clientId === null || sealed === null) return { application: null, applicationElsewhere: false };
  try {
    const clientSecret = open(sealed, clientSecretPlace(row));
    return { application: { clientId, clientSecret }, applicationElsewhere: false };
  } catch (error) {
    if (error instanceof UnsealError) return { application: null, applicationElsewhere: false };
    if (error instanceof UnknownKeyError) return { application: null, applicationElsewhere: true };
    throw error;
  }
}
