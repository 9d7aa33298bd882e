import type { Principal, Need, Verdict } from './access.ts';
import type { Host } from './host.ts';
import type { HostRequest } from './http.ts';
import { ssoUrl } from './sso.ts';

/** `github`: as github.com answers. `enterprise`: as GitHub Enterprise Server does. */
export type Shape = 'github' | 'enterprise';

export interface RestCall {
  readonly host: Host;
  readonly shape: Shape;
  /** The API base this call came in by. */
  readonly api: string;
  readonly request: HostRequest;
  readonly principal: Principal | null;
  /** Segments that the route's pattern names. */
  readonly params: Readonly<Record<string, string>>;
}

export interface RestAnswer {
  readonly status: number;
  /** Absent: an empty body. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** For `X-Accepted-OAuth-Scopes`, or `X-Accepted-GitHub-Permissions` with a fine-grained token. */
  readonly accepted?: { readonly scopes: string; readonly permissions: string };
}

export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  /** The only shape that has it; both when absent. */
  readonly shape?: Shape;
  /** Client credentials or nothing instead of a token. */
  readonly anonymous?: true;
  readonly answer: (call: RestCall) => RestAnswer | Promise<RestAnswer>;
}

/** `/repos/:owner/:repo` as a pattern with named groups. */
export function route(
  method: string,
  path: string,
  answer: Route['answer'],
  more: Pick<Route, 'shape' | 'anonymous'> = {},
): Route {
  return { method, pattern: new RegExp(`^${path.replaceAll(/:([a-z]+)/g, '(?<$1>[^/]+)')}$`), answer, ...more };
}

export function problem(status: number, message: string, more: Record<string, unknown> = {}): RestAnswer {
  const documentation = { documentation_url: 'https://docs.github.com/rest', status: String(status) };
  return { status, json: { message, ...more, ...documentation } };
}

export const NOT_FOUND = problem(404, 'Not Found');
export const BAD_CREDENTIALS = problem(401, 'Bad credentials');

/** GitHub's refusal for each reason, with the headers that explain it. */
export function refusal(call: RestCall, verdict: Exclude<Verdict, { allowed: true }>, need: Need): RestAnswer {
  const permissions = `${need.permission}=${need.level}`;
  const accepted = { scopes: need.scopes.join(', '), permissions };
  switch (verdict.why) {
    case 'not_found':
    case 'scope':
      return { ...NOT_FOUND, accepted };
    case 'permission':
      return { ...problem(403, 'Resource not accessible by personal access token'), accepted };
    case 'role':
      // Hooks of a repository one does not administer are not admitted to exist.
      return need.role === 'admin'
        ? { ...NOT_FOUND, accepted }
        : { ...problem(403, 'Must have push access to repository'), accepted };
    case 'archived':
      return { ...problem(403, 'Repository was archived so is read-only.'), accepted };
    case 'forbids_classic':
      return problem(
        403,
        `\`${verdict.organization.login}\` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.`,
      );
    case 'restricts_oauth':
      return problem(
        403,
        `Although you appear to have the correct authorization credentials, the \`${verdict.organization.login}\` organization has enabled OAuth App access restrictions, meaning that data access to third-parties is limited. For more information on these restrictions, including how to enable this app, visit https://docs.github.com/articles/restricting-access-to-your-organization-s-data/`,
      );
    case 'sso': {
      const what = call.principal?.token.kind === 'oauth' ? 'OAuth token' : 'Personal Access token';
      const url = call.principal && ssoUrl(call.host, verdict.organization.login, call.principal.token);
      return {
        ...problem(
          403,
          `Resource protected by organization SAML enforcement. You must grant your ${what} access to this organization.`,
        ),
        headers: { 'X-GitHub-SSO': `required; url=${url ?? ''}` },
        accepted,
      };
    }
  }
}
