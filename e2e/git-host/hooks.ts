import type { Host } from './host.ts';
import type { Hook, Push, Repository, User } from './state.ts';
import { pingPayload, pushPayload } from './webhook-payloads.ts';

/** The webhooks of a host: what the API, the pages and the control do with them. */

export const fullNameOf = ({ owner, name }: Pick<Repository, 'owner' | 'name'>): string => `${owner}/${name}`;

export function hooksOf(host: Host, fullName: string): Hook[] {
  return host.state.hooks.filter((hook) => hook.repository === fullName);
}

export function addHook(host: Host, hook: Omit<Hook, 'id' | 'createdAt' | 'updatedAt' | 'lastResponse'>): Hook {
  const { state, file } = host;
  state.nextId += 1;
  const now = new Date().toISOString();
  const lastResponse = { code: null, status: 'unused', message: null };
  const made: Hook = { ...hook, id: state.nextId, createdAt: now, updatedAt: now, lastResponse };
  state.hooks.push(made);
  file.changed();
  return made;
}

/** False where it is gone already. */
export function removeHook(host: Host, id: number): boolean {
  const { state, file } = host;
  const before = state.hooks.length;
  state.hooks = state.hooks.filter((hook) => hook.id !== id);
  file.changed();
  return state.hooks.length < before;
}

export function ping(host: Host, hook: Hook, repository: Repository, sender: User): void {
  host.deliveries.send(hook, repository, 'ping', pingPayload(host, hook, repository, sender));
}

/** Tells every webhook that wants pushes of one. */
export function tellOfPush(host: Host, repository: Repository, push: Push): void {
  const sender = host.state.users.find(({ login }) => login === push.login);
  if (!sender) return;
  for (const hook of hooksOf(host, push.repository)) {
    if (!hook.events.some((event) => event === 'push' || event === '*')) continue;
    host.deliveries.send(hook, repository, 'push', pushPayload(host, hook, repository, push, sender));
  }
}
