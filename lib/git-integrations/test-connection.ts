import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import type { Context } from '#lib/context.ts';
import type { GitHost, OAuthApplication, Probe, UnreachableReason } from '#lib/git-providers/provider.ts';
import { gitProvider } from '#lib/git-providers/registry.ts';
import type { Resolve } from '#lib/outbound/agents.ts';
import { hostRefusalByName } from '#lib/outbound/lookup.ts';
import { send } from '#lib/outbound/send.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { Secret } from '#lib/secret.ts';
import { guardOfEnvironment, readAddresses } from './addresses.ts';
import { readCaBundle } from './ca-bundle.ts';
import type { ConnectionOutcome, ConnectionReport } from './connection-words.ts';
import { integrationFields } from './create.ts';
import { type IntegrationRow, openIntegration } from './open.ts';
import { redirectUri } from './redirect-uri.ts';
import { hostName } from './view.ts';

const { name: _name, ...connectionFields } = integrationFields;

export const testConnectionSchema = z.strictObject({
  /** A stored one, or the id made for a new one: its redirect URI has it. */
  integrationId: z.uuid(),
  /** What the form says now; left out: what is stored. */
  form: z
    .strictObject({
      ...connectionFields,
      provider: z.string().max(40),
      removeApplication: z.boolean().default(false),
    })
    .optional(),
});

type Input = z.output<typeof testConnectionSchema>;
type Form = NonNullable<Input['form']>;

interface Settings {
  readonly host: GitHost;
  readonly application: OAuthApplication | null;
  /** Whether there is an application whose secret is not at hand for this host. */
  readonly lacksSecret: boolean;
}

/**
 * Tries an integration's settings before or after they are saved, and tells apart what can be wrong with them. Nobody's
 * token is used, nothing is stored, and a stored client secret goes to its own host only. Administrators only.
 */
export async function testConnection(
  ctx: Context,
  input: Input,
  resolve?: Resolve,
): Promise<Result<ConnectionReport, 'not_administrator' | 'not_found' | 'invalid_input'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const [row] = await ctx.db.select().from(gitIntegrations).where(eq(gitIntegrations.id, input.integrationId));
  if (row === undefined && input.form === undefined) return fail('not_found');
  const provider = gitProvider(row?.provider ?? input.form?.provider ?? '');
  if (provider === null) return fail('invalid_input', { field: 'Git provider', problem: 'unknown' });
  const settings = input.form === undefined ? storedSettings(row) : readForm(input.form, row ?? null);
  if (!settings.ok) return settings;
  const { host, application, lacksSecret } = settings.value;
  const about = { providerLabel: provider.label, hasCaBundle: host.caBundle !== null };
  const unreachable = await firstUnreachable(host, resolve);
  if (unreachable !== null) return ok({ ...about, ...unreachable, client: 'untested' });
  const probe = await provider.probe({ host, application, redirectUri: redirectUri(input.integrationId) });
  const reached = { ...about, host: hostName(host.origin) };
  if (probe.outcome !== 'ok') return ok({ ...reached, outcome: outcomeOf(probe), client: 'untested' });
  const client = probe.client === 'accepted' ? 'accepted' : lacksSecret ? 'no_secret' : 'none';
  return ok({ ...reached, outcome: 'ok', client });
}

function storedSettings(row: IntegrationRow | undefined): Result<Settings, 'not_found'> {
  if (row === undefined) return fail('not_found');
  const { host, application } = openIntegration(row);
  return ok({ host, application, lacksSecret: application === null && row.oauthClientId !== null });
}

function readForm(form: Form, row: IntegrationRow | null): Result<Settings, 'invalid_input'> {
  const provider = gitProvider(row?.provider ?? form.provider);
  if (provider === null) return fail('invalid_input', { field: 'Git provider', problem: 'unknown' });
  const addresses = readAddresses(provider, form, guardOfEnvironment());
  if (!addresses.ok) return addresses;
  const caBundle = readCaBundle(form.caBundle);
  if (!caBundle.ok) return caBundle;
  const clientId = form.removeApplication ? '' : form.oauthClientId;
  const typed = form.oauthClientSecret === '' ? null : new Secret(form.oauthClientSecret);
  const stored = row !== null && row.origin === addresses.value.origin ? openIntegration(row).application : null;
  const clientSecret = typed ?? stored?.clientSecret ?? null;
  const application = clientId === '' || clientSecret === null ? null : { clientId, clientSecret };
  const host = { ...addresses.value, caBundle: caBundle.value };
  return ok({ host, application, lacksSecret: clientId !== '' && application === null });
}

/** Goes to both hosts as far as a connection, so that it is known which of them does not answer; null when both do. */
async function firstUnreachable(
  { origin, apiBase, caBundle }: GitHost,
  resolve: Resolve | undefined,
): Promise<Pick<ConnectionReport, 'outcome' | 'host'> | null> {
  for (const place of new Set([origin, new URL(apiBase).origin])) {
    const url = new URL(place);
    const refusal = await hostRefusalByName(url.hostname, guardOfEnvironment(), resolve);
    if (refusal !== null) {
      return { host: url.host, outcome: refusal === 'unknown' ? 'cannot_resolve' : 'not_allowed' };
    }
    const request = {
      method: 'GET',
      url,
      headers: {},
      body: null,
      caBundle,
      fresh: true,
      answerBody: 'ignore',
    } as const;
    const answer = await send(request);
    // A front page may well lead to a sign-in page.
    if (answer.outcome === 'failed' && answer.reason !== 'redirect') {
      return { host: url.host, outcome: outcomes[answer.reason] };
    }
  }
  return null;
}

const outcomes: Readonly<Record<UnreachableReason, ConnectionOutcome>> = {
  dns: 'cannot_resolve',
  tls: 'tls',
  refused: 'refused',
  blocked_address: 'not_allowed',
  timeout: 'timeout',
  rate_limited: 'rate_limited',
  server_error: 'server_error',
  redirect: 'redirect',
  too_large: 'not_a_git_server',
  invalid_response: 'not_a_git_server',
  forbidden: 'not_a_git_server',
  not_found: 'not_a_git_server',
};

function outcomeOf(probe: Exclude<Probe, { outcome: 'ok' }>): ConnectionOutcome {
  return probe.outcome === 'unreachable' ? outcomes[probe.reason] : probe.outcome;
}
