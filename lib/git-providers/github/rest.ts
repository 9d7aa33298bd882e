import { Octokit } from '@octokit/rest';
import { isRecord, unreachable, unreachableBy, type Answer } from '#lib/git-providers/classify.ts';
import type { GitHost, OAuthApplication, Unreachable } from '#lib/git-providers/provider.ts';
import { OutboundError } from '#lib/outbound/failure.ts';
import { guardedFetch } from '#lib/outbound/fetch.ts';
import { reveal, type Secret } from '#lib/secret.ts';

export interface Asked extends Answer {
  readonly outcome: 'answered';
}

const silent = () => undefined;
/** Octokit writes to the console otherwise. */
const log = { debug: silent, info: silent, warn: silent, error: silent };

const known = new WeakMap<GitHost, Octokit>();

/** One octokit for each host, without credentials: making one costs as much as using it. */
function octokitFor(host: GitHost): Octokit {
  const found = known.get(host);
  if (found !== undefined) return found;
  const request = { fetch: guardedFetch({ caBundle: host.caBundle }) };
  const made = new Octokit({ baseUrl: host.apiBase, log, request });
  known.set(host, made);
  return made;
}

/**
 * One REST call through octokit, whatever is answered. No X-GitHub-Api-Version: without it GitHub and every Enterprise
 * Server speak their default, in which the few fields read here have always been.
 */
export async function ask(
  host: GitHost,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  authorization: string | null,
): Promise<Asked | Unreachable> {
  const headers = authorization === null ? {} : { authorization };
  try {
    return asked(await octokitFor(host).request(route, { ...parameters, headers }));
  } catch (error) {
    // Octokit's error holds the request with its body, so it ends here.
    if (isHttpError(error)) return asked(error.response);
    const cause = error instanceof Error && error.cause instanceof OutboundError ? error.cause : null;
    // Left over: a content type or the like that octokit cannot parse.
    return cause === null ? unreachable('invalid_response') : unreachableBy(cause);
  }
}

/** `X-OAuth-Scopes`, which is on every answer to a classic or OAuth token; null where it is absent. */
export function readListedScopes(headers: Answer['headers']): readonly string[] | null {
  const scopes = headers['x-oauth-scopes']
    ?.split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
  return scopes?.slice(0, 100) ?? null;
}

export function bearer(token: Secret): string {
  return `Bearer ${reveal(token)}`;
}

/** Basic authentication by which an application speaks for itself. */
export function basic(application: OAuthApplication): string {
  return `Basic ${Buffer.from(`${application.clientId}:${reveal(application.clientSecret)}`).toString('base64')}`;
}

interface OctokitAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

function isHttpError(error: unknown): error is { readonly response: OctokitAnswer } {
  return error instanceof Error && 'response' in error && isRecord(error.response);
}

function asked({ status, headers, data }: OctokitAnswer): Asked {
  const plain = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return { outcome: 'answered', status, headers: Object.fromEntries(plain), data };
}
