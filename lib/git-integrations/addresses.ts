import type { GitProvider } from '#lib/git-providers/provider.ts';
import { env } from '#lib/env.ts';
import type { Resolve } from '#lib/outbound/agents.ts';
import { hostRefusalByName } from '#lib/outbound/lookup.ts';
import { type Guard, guardOf } from '#lib/outbound/policy.ts';
import { type Failure, fail, ok, type Result } from '#lib/result.ts';
import { hostName } from './view.ts';
import { readHostAddress, refusalWords } from './origin.ts';

/** Where an integration's requests go: both canonical. */
export interface Addresses {
  readonly origin: string;
  readonly apiBase: string;
}

/** What the environment allows, for judging an address before anything is asked there. */
export function guardOfEnvironment(): Guard {
  const { allowLoopbackGitHosts, outboundAllowCidrs } = env();
  return guardOf({ allowLoopback: allowLoopbackGitHosts, allowCidrs: outboundAllowCidrs });
}

/**
 * Reads the two addresses of an integration; an empty `apiBase` is the provider's usual one. The API must be on the same
 * host, or where the provider has it: tokens are sealed for the origin alone, and go to the API.
 */
export function readAddresses(
  provider: GitProvider,
  input: { readonly origin: string; readonly apiBase?: string | undefined },
  guard: Guard,
): Result<Addresses, 'invalid_input'> {
  const address = readHostAddress(input.origin, guard);
  if (!address.ok) return address;
  const { origin, path } = address.value;
  if (path !== '') return fail('invalid_input', { field: 'Address', problem: 'leave out the path' });
  const usual = provider.apiBaseFor(origin);
  const api = readHostAddress(input.apiBase?.trim() || usual, guard);
  if (!api.ok) return fail('invalid_input', { ...api.detail, field: 'API address' });
  const usualOrigin = new URL(usual).origin;
  if (api.value.origin !== origin && api.value.origin !== usualOrigin) {
    const places = [...new Set([hostName(origin), hostName(usualOrigin)])].join(' or ');
    return fail('invalid_input', { field: 'API address', problem: `it must be on ${places}, because tokens go there` });
  }
  return ok({ origin, apiBase: api.value.origin + api.value.path });
}

/** Looks up the hosts of both addresses. Null: they may be asked. `resolve` is for tests. */
export async function refusedHost(
  { origin, apiBase }: Addresses,
  guard: Guard,
  resolve?: Resolve,
): Promise<Failure<'invalid_input' | 'cannot_resolve'> | null> {
  const fields = new Map([
    [new URL(apiBase).hostname, 'API address'],
    [new URL(origin).hostname, 'Address'],
  ]);
  for (const [host, field] of [...fields].toReversed()) {
    const refusal = await hostRefusalByName(host, guard, resolve);
    if (refusal === 'unknown') return fail('cannot_resolve', { field, host });
    if (refusal !== null) return fail('invalid_input', { field, problem: refusalWords[refusal] });
  }
  return null;
}
