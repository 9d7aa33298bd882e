import { judge, type Need, READ_METADATA } from './access.ts';
import { NOT_FOUND, problem, refusal, type RestAnswer, type RestCall, type Route, route } from './rest-call.ts';
import { repositoryJson } from './rest-shapes.ts';
import type { Repository } from './state.ts';

/** The repository a call names, if its token may do what is needed; otherwise the refusal. */
export function withRepository(
  call: RestCall,
  need: Need,
  answer: (repository: Repository) => RestAnswer | Promise<RestAnswer>,
): RestAnswer | Promise<RestAnswer> {
  const { owner, repo } = call.params;
  const repository = call.host.state.repositories.find(
    (one) => one.owner.toLowerCase() === owner?.toLowerCase() && one.name.toLowerCase() === repo?.toLowerCase(),
  );
  if (!repository) return NOT_FOUND;
  const verdict = judge(call.host.state, call.principal, repository, need);
  return verdict.allowed ? answer(repository) : refusal(call, verdict, need);
}

/** What goes with an answer, for the headers that explain a refusal. */
export const accepted = (need: Need) => ({
  scopes: need.scopes.join(', '),
  permissions: `${need.permission}=${need.level}`,
});

function getRepository(call: RestCall): RestAnswer | Promise<RestAnswer> {
  return withRepository(call, READ_METADATA, (repository) => ({
    status: 200,
    json: repositoryJson(call.host, call.api, repository, call.principal?.user ?? null),
    accepted: accepted(READ_METADATA),
  }));
}

/**
 * Asking to make one tells a client whether its token has the permission: a body that says nothing is refused for that.
 * The host keeps no such things, so it refuses every body.
 */
function onlyAsked(need: Need, resource: string, field: string): Route['answer'] {
  const errors = [{ resource, code: 'missing_field', field }];
  return (call) =>
    withRepository(call, need, () => ({ ...problem(422, 'Validation Failed', { errors }), accepted: accepted(need) }));
}

const WRITE_PULLS: Need = { permission: 'pull_requests', level: 'write', scopes: ['repo'], role: 'read' };
const WRITE_STATUSES: Need = { permission: 'statuses', level: 'write', scopes: ['repo', 'repo:status'], role: 'write' };
const WRITE_KEYS: Need = { permission: 'administration', level: 'write', scopes: ['repo'], role: 'admin' };

export const repositoryRoutes: readonly Route[] = [
  route('GET', '/repos/:owner/:repo', getRepository),
  route('POST', '/repos/:owner/:repo/pulls', onlyAsked(WRITE_PULLS, 'PullRequest', 'head')),
  route('POST', '/repos/:owner/:repo/keys', onlyAsked(WRITE_KEYS, 'PublicKey', 'key')),
  route('POST', '/repos/:owner/:repo/statuses/:sha', onlyAsked(WRITE_STATUSES, 'Status', 'state')),
];
