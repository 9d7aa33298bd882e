import { adminRole } from '#lib/git-providers/admin-role.ts';
import { isRecord, messageOf, noVerdict, unreachable, type Answer } from '#lib/git-providers/classify.ts';
import type {
  WebhookCall,
  WebhookCreation,
  WebhookDeletion,
  WebhookPresence,
  WebhookRefusal,
} from '#lib/git-providers/provider.ts';
import { reveal, type Secret } from '#lib/secret.ts';
import { neededScopes } from './permissions.ts';
import { judgeRefused, ownerAndName, refused } from './refusals.ts';
import { ask, bearer, readListedScopes } from './rest.ts';

/** The one event asked for: what a runtime acts upon is a changed branch. A ping comes unasked. */
const events = ['push'];
const pageLength = 100;
const longestList = 5;

/**
 * Makes the webhook, or gives the one that has our address our secret and events. Asked again after an answer that was
 * lost, or by two at once, there is one webhook in the end.
 * @see https://docs.github.com/en/rest/repos/webhooks
 */
export async function createWebhook(call: WebhookCall & { url: string; secret: Secret }): Promise<WebhookCreation> {
  const config = { url: call.url, content_type: 'json', secret: reveal(call.secret), insecure_ssl: '0' };
  const wanted = { name: 'web', active: true, events, config };
  // The second time round for who came in between: one of ours made (422) or deleted (404) since it was looked for.
  for (const lastTime of [false, true]) {
    const found = await findByUrl(call);
    if (found.outcome !== 'listed') return found;
    const outcome = found.webhookId === null ? 'created' : 'adopted';
    const answer =
      found.webhookId === null
        ? await askRepository(call, 'POST', '/hooks', wanted)
        : await askRepository(call, 'PATCH', '/hooks/{hook_id}', { ...wanted, hook_id: found.webhookId });
    if (answer.outcome !== 'answered') return answer;
    if (answer.status === 200 || answer.status === 201) {
      const webhookId = readId(answer.data);
      return webhookId === null ? unreachable('invalid_response') : { outcome, webhookId };
    }
    const overtaken = alreadyThere(answer) || (answer.status === 404 && outcome === 'adopted');
    if (lastTime || !overtaken) return judge(call, answer);
  }
  return { outcome: 'refused', reason: 'other' };
}

/** Whether a webhook is there. GitHub hides webhooks from who may not administer them, so a 404 alone says nothing. */
export async function findWebhook(call: WebhookCall & { webhookId: string }): Promise<WebhookPresence> {
  return (await askOne(call, 'GET')) ?? { outcome: 'present' };
}

export async function deleteWebhook(call: WebhookCall & { webhookId: string }): Promise<WebhookDeletion> {
  const answer = (await askOne(call, 'DELETE')) ?? { outcome: 'gone' };
  return answer.outcome === 'gone' ? { outcome: 'deleted' } : answer;
}

/** Asks for one webhook by its id: null where GitHub says yes. */
async function askOne(
  call: WebhookCall & { webhookId: string },
  method: 'GET' | 'DELETE',
): Promise<{ readonly outcome: 'gone' } | WebhookRefusal | null> {
  if (!/^\d{1,20}$/.test(call.webhookId)) return { outcome: 'gone' };
  const answer = await askRepository(call, method, '/hooks/{hook_id}', { hook_id: call.webhookId });
  if (answer.outcome !== 'answered') return answer;
  if (answer.status === 200 || answer.status === 204) return null;
  if (answer.status !== 404 || !isRecord(answer.data)) return judge(call, answer);
  const listed = await askRepository(call, 'GET', '/hooks', { per_page: 1 });
  if (listed.outcome !== 'answered') return listed;
  return listed.status === 200 && Array.isArray(listed.data) ? { outcome: 'gone' } : judge(call, listed);
}

type Listed = { readonly outcome: 'listed'; readonly webhookId: string | null } | WebhookRefusal;

async function findByUrl(call: WebhookCall & { url: string }): Promise<Listed> {
  for (let page = 1; page <= longestList; page += 1) {
    const answer = await askRepository(call, 'GET', '/hooks', { per_page: pageLength, page });
    if (answer.outcome !== 'answered') return answer;
    if (answer.status !== 200) return judge(call, answer);
    if (!Array.isArray(answer.data)) return unreachable('invalid_response');
    const hooks: readonly unknown[] = answer.data;
    const webhookId = readId(hooks.find((hook) => urlOf(hook) === call.url));
    if (webhookId !== null || hooks.length < pageLength) return { outcome: 'listed', webhookId };
  }
  return { outcome: 'listed', webhookId: null };
}

function askRepository(call: WebhookCall, method: string, path: string, parameters: Readonly<Record<string, unknown>>) {
  const place = ownerAndName(call.repository);
  if (place === null) return refused('no_access');
  return ask(call.host, `${method} /repos/{owner}/{repo}${path}`, { ...place, ...parameters }, bearer(call.token));
}

async function judge(call: WebhookCall, answer: Answer): Promise<WebhookRefusal> {
  if (answer.status === 422 && isRecord(answer.data)) return { outcome: 'refused', reason: reasonOf(answer) };
  if (answer.status === 404 && isRecord(answer.data)) return judgeHidden(call);
  return judgeRefused(answer, call.host) ?? judgeForbidden(call, answer);
}

/** A 403 with no reason of its own: the permission of a fine-grained token, the scopes of another, or a policy. */
function judgeForbidden({ kindId }: WebhookCall, { headers, data }: Answer): WebhookRefusal {
  if (kindId === 'fine-grained') {
    const named = headers['x-accepted-github-permissions'] !== undefined || /not accessible/i.test(messageOf(data));
    return named ? refused('missing_scope', ['Webhooks: write']) : refused('policy');
  }
  const missing = missingListed(headers);
  return missing.length > 0 ? refused('missing_scope', missing) : refused('policy');
}

/** Webhooks are not to be seen: is it the repository, the token's scopes, or the account's role? */
async function judgeHidden(call: WebhookCall): Promise<WebhookRefusal> {
  const answer = await askRepository(call, 'GET', '', {});
  if (answer.outcome !== 'answered') return answer;
  const missing = call.kindId === 'fine-grained' ? [] : missingListed(answer.headers);
  if (answer.status === 404 && isRecord(answer.data)) {
    return missing.length > 0 ? refused('missing_scope', missing) : refused('no_access');
  }
  if (answer.status !== 200) return judgeRefused(answer, call.host) ?? judgeForbidden(call, answer);
  if (!isRecord(answer.data)) return unreachable('invalid_response');
  const role = isRecord(answer.data['permissions']) ? answer.data['permissions']['admin'] : undefined;
  if (role !== true) missing.push(adminRole);
  // Everything is there, and yet GitHub hides them: nothing that can be named.
  return missing.length > 0 ? refused('missing_scope', missing) : noVerdict({ ...answer, status: 404 });
}

/** The scopes of a runtime that a classic or OAuth token does not have, by the list on every answer. */
function missingListed(headers: Answer['headers']): string[] {
  const scopes = readListedScopes(headers);
  if (scopes === null) return [];
  const needed = neededScopes('runtime', 'classic').map(({ name }) => name);
  return needed.filter((name) => !scopes.includes(name));
}

/** The texts of a 422; its codes are all `custom` here. [K] A text that is not known leaves the reason at `other`. */
function textOf({ data }: Answer): string {
  const errors = isRecord(data) && Array.isArray(data['errors']) ? data['errors'].slice(0, 20) : [];
  const texts = errors.map((error: unknown) => (typeof error === 'string' ? error : messageOf(error)));
  return [messageOf(data), ...texts].join('\n').slice(0, 2_000);
}

const alreadyThere = (answer: Answer) => answer.status === 422 && /already exists/i.test(textOf(answer));

function reasonOf(answer: Answer): 'address' | 'limit' | 'other' {
  const text = textOf(answer);
  if (/reachable|localhost|not (?:allowed|supported)|private|internal/i.test(text)) return 'address';
  return /more than \d+ hooks|too many|limit/i.test(text) ? 'limit' : 'other';
}

function readId(data: unknown): string | null {
  const id = isRecord(data) ? data['id'] : null;
  const numbered =
    (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) || (typeof id === 'bigint' && id > 0n);
  return numbered ? String(id) : null;
}

function urlOf(hook: unknown): unknown {
  return isRecord(hook) && isRecord(hook['config']) ? hook['config']['url'] : null;
}
