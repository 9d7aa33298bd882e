import type { Need } from './access.ts';
import { addHook, fullNameOf, hooksOf, ping, removeHook } from './hooks.ts';
import { isRecord, jsonObject } from './http.ts';
import { NOT_FOUND, problem, type RestAnswer, type RestCall, type Route, route } from './rest-call.ts';
import { accepted, withRepository } from './rest-repositories.ts';
import { deliveryItemJson, deliveryJson, hookJson } from './rest-shapes.ts';
import type { Hook, Repository } from './state.ts';

const hookNeed = (level: Need['level'], scopes: readonly string[]): Need => ({
  permission: 'repository_hooks',
  level,
  scopes,
  role: 'admin',
});
const READ = hookNeed('read', ['repo', 'read:repo_hook']);
const WRITE = hookNeed('write', ['repo', 'write:repo_hook']);
const DELETE = hookNeed('write', ['repo', 'admin:repo_hook']);

/** GitHub takes no more for one event. */
const MOST = 20;

type Answer = RestAnswer | Promise<RestAnswer>;

function listHooks(call: RestCall): Answer {
  return withRepository(call, READ, (repository) => {
    const { searchParams } = call.request.url;
    const [length, page] = [Number(searchParams.get('per_page') ?? 30), Number(searchParams.get('page') ?? 1)];
    const hooks = hooksOf(call.host, fullNameOf(repository)).slice((page - 1) * length, page * length);
    return { status: 200, json: hooks.map((hook) => hookJson(call.api, hook)), accepted: accepted(READ) };
  });
}

function invalid(message: string): RestAnswer {
  const errors = [{ resource: 'Hook', code: 'custom', message }];
  return { ...problem(422, 'Validation Failed', { errors }), accepted: accepted(WRITE) };
}

/** What is wrong with a webhook as it would be, beside the others of its repository; null for nothing. */
function judgeHook(call: RestCall, hook: Pick<Hook, 'events' | 'config'>, others: readonly Hook[]): RestAnswer | null {
  const { url = '' } = hook.config;
  if (!URL.canParse(url) || !/^https?:/.test(url)) return invalid('Config must contain URL for webhooks');
  if (call.host.faults.on('api').hooksUnreachable) {
    return invalid(
      `url is not supported because it isn't reachable over the public Internet (${new URL(url).hostname})`,
    );
  }
  for (const event of hook.events) {
    const same = others.filter(({ events }) => events.includes(event));
    if (same.some(({ config }) => config['url'] === url)) return invalid('Hook already exists on this repository');
    if (same.length >= MOST) return invalid(`The "${event}" event cannot have more than ${MOST} hooks`);
  }
  return null;
}

function configOf(config: unknown): Record<string, string> {
  const given = Object.entries(isRecord(config) ? config : {}).map(([name, value]) => [name, String(value)] as const);
  return { content_type: 'form', insecure_ssl: '0', ...Object.fromEntries(given) };
}

function createHook(call: RestCall): Answer {
  return withRepository(call, WRITE, async (repository) => {
    const body = jsonObject(await call.request.body());
    if (!body) return problem(400, 'Problems parsing JSON');
    const events = Array.isArray(body['events']) ? body['events'].map(String) : ['push'];
    const config = configOf(body['config']);
    const name = fullNameOf(repository);
    const wrong = judgeHook(call, { events, config }, hooksOf(call.host, name));
    if (wrong) return wrong;
    const { shape } = call;
    const hook = addHook(call.host, { repository: name, shape, active: body['active'] !== false, events, config });
    if (call.principal) ping(call.host, hook, repository, call.principal.user);
    const json = hookJson(call.api, hook);
    return { status: 201, json, headers: { Location: json.url }, accepted: accepted(WRITE) };
  });
}

function withHook(call: RestCall, need: Need, answer: (hook: Hook, repository: Repository) => Answer): Answer {
  return withRepository(call, need, (repository) => {
    const hook = hooksOf(call.host, fullNameOf(repository)).find(({ id }) => String(id) === call.params['id']);
    return hook ? answer(hook, repository) : { ...NOT_FOUND, accepted: accepted(need) };
  });
}

const getHook = (call: RestCall): Answer =>
  withHook(call, READ, (hook) => ({ status: 200, json: hookJson(call.api, hook), accepted: accepted(READ) }));

/** A new `config` takes the place of the whole old one, its secret too. */
const updateHook = (call: RestCall): Answer =>
  withHook(call, WRITE, async (hook, repository) => {
    const body = jsonObject(await call.request.body());
    if (!body) return problem(400, 'Problems parsing JSON');
    const events = Array.isArray(body['events']) ? body['events'].map(String) : hook.events;
    const config = body['config'] === undefined ? hook.config : configOf(body['config']);
    const others = hooksOf(call.host, fullNameOf(repository)).filter(({ id }) => id !== hook.id);
    const wrong = judgeHook(call, { events, config }, others);
    if (wrong) return wrong;
    const active = typeof body['active'] === 'boolean' ? body['active'] : hook.active;
    Object.assign(hook, { events, config, active, updatedAt: new Date().toISOString() });
    call.host.file.changed();
    return { status: 200, json: hookJson(call.api, hook), accepted: accepted(WRITE) };
  });

const deleteHook = (call: RestCall): Answer =>
  withHook(call, DELETE, (hook) => {
    removeHook(call.host, hook.id);
    return { status: 204, accepted: accepted(DELETE) };
  });

const pingHook = (call: RestCall): Answer =>
  withHook(call, READ, (hook, repository) => {
    if (call.principal) ping(call.host, hook, repository, call.principal.user);
    return { status: 204, accepted: accepted(READ) };
  });

const deliveriesOf = (call: RestCall, hook: Hook) =>
  call.host.deliveries.of(hook.repository).filter(({ hookId }) => hookId === hook.id);

const listDeliveries = (call: RestCall): Answer =>
  withHook(call, READ, (hook) => {
    const json = deliveriesOf(call, hook).slice(0, 30).map(deliveryItemJson);
    return { status: 200, json, accepted: accepted(READ) };
  });

const getDelivery = (call: RestCall): Answer =>
  withHook(call, READ, (hook) => {
    const found = deliveriesOf(call, hook).find(({ id }) => String(id) === call.params['delivery']);
    return found ? { status: 200, json: deliveryJson(found), accepted: accepted(READ) } : NOT_FOUND;
  });

const redeliver = (call: RestCall): Answer =>
  withHook(call, WRITE, (hook) => {
    const found = deliveriesOf(call, hook).find(({ id }) => String(id) === call.params['delivery']);
    if (!found) return NOT_FOUND;
    call.host.deliveries.redeliver(found.id);
    return { status: 202, json: {}, accepted: accepted(WRITE) };
  });

const HOOKS = '/repos/:owner/:repo/hooks';

export const hookRoutes: readonly Route[] = [
  route('GET', HOOKS, listHooks),
  route('POST', HOOKS, createHook),
  route('GET', `${HOOKS}/:id`, getHook),
  route('PATCH', `${HOOKS}/:id`, updateHook),
  route('DELETE', `${HOOKS}/:id`, deleteHook),
  route('POST', `${HOOKS}/:id/pings`, pingHook),
  route('GET', `${HOOKS}/:id/deliveries`, listDeliveries),
  route('GET', `${HOOKS}/:id/deliveries/:delivery`, getDelivery),
  route('POST', `${HOOKS}/:id/deliveries/:delivery/attempts`, redeliver),
];
