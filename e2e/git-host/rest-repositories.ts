import { judge, type Need, READ_METADATA } from './access.ts';
import { latestCommits, repositoryDir } from './git-repositories.ts';
import { isRecord, jsonObject } from './http.ts';
import { NOT_FOUND, problem, refusal, type RestAnswer, type RestCall, type Route, route } from './rest-call.ts';
import { combinedStatusJson, hookJson, repositoryJson } from './rest-shapes.ts';
import type { Repository } from './state.ts';

const hookNeed = (level: Need['level'], scopes: readonly string[]): Need => ({
  permission: 'repository_hooks',
  level,
  scopes,
  role: 'admin',
});
const READ_HOOKS = hookNeed('read', ['repo', 'read:repo_hook']);
const WRITE_HOOKS = hookNeed('write', ['repo', 'write:repo_hook']);
const DELETE_HOOKS = hookNeed('write', ['repo', 'admin:repo_hook']);

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

const accepted = (need: Need) => ({
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

const hooksOf = (call: RestCall, repository: Repository) =>
  call.host.state.hooks.filter((hook) => hook.repository === `${repository.owner}/${repository.name}`);

function listHooks(call: RestCall): RestAnswer | Promise<RestAnswer> {
  return withRepository(call, READ_HOOKS, (repository) => ({
    status: 200,
    json: hooksOf(call, repository).map((hook) => hookJson(call.api, hook)),
    accepted: accepted(READ_HOOKS),
  }));
}

function invalidHook(message: string): RestAnswer {
  return problem(422, 'Validation Failed', { errors: [{ resource: 'Hook', code: 'custom', message }] });
}

function createHook(call: RestCall): RestAnswer | Promise<RestAnswer> {
  return withRepository(call, WRITE_HOOKS, async (repository) => {
    const body = jsonObject(await call.request.body());
    if (!body) return problem(400, 'Problems parsing JSON');
    const config = isRecord(body['config']) ? body['config'] : {};
    const { url } = config;
    if (typeof url !== 'string' || !URL.canParse(url) || !/^https?:/.test(url)) {
      return invalidHook('Config must contain URL for webhooks');
    }
    const events = Array.isArray(body['events']) ? body['events'].map(String) : ['push'];
    const same = hooksOf(call, repository).some(
      (hook) => hook.config['url'] === url && hook.events.some((event) => events.includes(event)),
    );
    if (same) return invalidHook('Hook already exists on this repository');
    const { state, file } = call.host;
    state.nextId += 1;
    const hook = {
      id: state.nextId,
      repository: `${repository.owner}/${repository.name}`,
      active: body['active'] !== false,
      events,
      config: {
        content_type: 'form',
        insecure_ssl: '0',
        ...Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)])),
      },
      createdAt: new Date().toISOString(),
    };
    state.hooks.push(hook);
    file.changed();
    const json = hookJson(call.api, hook);
    return { status: 201, json, headers: { Location: json.url }, accepted: accepted(WRITE_HOOKS) };
  });
}

function oneHook(call: RestCall, need: Need, answer: (id: number) => RestAnswer): RestAnswer | Promise<RestAnswer> {
  return withRepository(call, need, (repository) => {
    const hook = hooksOf(call, repository).find(({ id }) => String(id) === call.params['id']);
    return hook ? answer(hook.id) : { ...NOT_FOUND, accepted: accepted(need) };
  });
}

function getHook(call: RestCall): RestAnswer | Promise<RestAnswer> {
  return oneHook(call, READ_HOOKS, (id) => {
    const hook = call.host.state.hooks.find((one) => one.id === id);
    return hook ? { status: 200, json: hookJson(call.api, hook), accepted: accepted(READ_HOOKS) } : NOT_FOUND;
  });
}

function deleteHook(call: RestCall): RestAnswer | Promise<RestAnswer> {
  return oneHook(call, DELETE_HOOKS, (id) => {
    const { state, file } = call.host;
    state.hooks = state.hooks.filter((hook) => hook.id !== id);
    file.changed();
    return { status: 204, accepted: accepted(DELETE_HOOKS) };
  });
}

/** Reading these tells a client whether a fine-grained token has the permission; the host keeps no such things. */
function emptyList(need: Need): Route['answer'] {
  return (call) => withRepository(call, need, () => ({ status: 200, json: [], accepted: accepted(need) }));
}

const READ_PULLS: Need = { permission: 'pull_requests', level: 'read', scopes: ['repo'], role: 'read' };
const READ_STATUSES: Need = { permission: 'statuses', level: 'read', scopes: ['repo', 'repo:status'], role: 'read' };
const READ_KEYS: Need = { permission: 'administration', level: 'read', scopes: ['repo'], role: 'admin' };

function commitStatus(call: RestCall): RestAnswer | Promise<RestAnswer> {
  return withRepository(call, READ_STATUSES, async (repository) => {
    const { ref = '' } = call.params;
    const dir = repositoryDir(call.host.repositoriesDir, repository);
    const [commit] = await latestCommits(dir, 1, ref === 'HEAD' ? 'main' : ref);
    if (!commit) return { ...problem(422, `No commit found for SHA: ${ref}`), accepted: accepted(READ_STATUSES) };
    const json = combinedStatusJson(call.host, call.api, repository, commit.sha);
    return { status: 200, json, accepted: accepted(READ_STATUSES) };
  });
}

export const repositoryRoutes: readonly Route[] = [
  route('GET', '/repos/:owner/:repo/pulls', emptyList(READ_PULLS)),
  route('GET', '/repos/:owner/:repo/keys', emptyList(READ_KEYS)),
  route('GET', '/repos/:owner/:repo/commits/:ref/status', commitStatus),
  route('GET', '/repos/:owner/:repo', getRepository),
  route('GET', '/repos/:owner/:repo/hooks', listHooks),
  route('POST', '/repos/:owner/:repo/hooks', createHook),
  route('GET', '/repos/:owner/:repo/hooks/:id', getHook),
  route('DELETE', '/repos/:owner/:repo/hooks/:id', deleteHook),
];
