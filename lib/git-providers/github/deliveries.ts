import { isRecord } from '#lib/git-providers/classify.ts';
import type { GitEvent, WebhookReading } from '#lib/git-providers/provider.ts';
import { hasHubSignature } from '#lib/git-providers/webhook-signature.ts';
import type { Secret } from '#lib/secret.ts';

interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly secret: Secret;
}

const malformed: WebhookReading = { outcome: 'malformed' };

/**
 * Reads a delivery. GitHub's carry no time, so an old one is only known by its id.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
export function readWebhook({ headers, body, secret }: Delivery): WebhookReading {
  if (!hasHubSignature(headers, body, secret)) return { outcome: 'forged' };
  const deliveryId = headers['x-github-delivery'] ?? '';
  const name = headers['x-github-event'] ?? '';
  if (!/^[\w-]{1,100}$/.test(deliveryId) || !/^[a-z0-9_]{1,100}$/.test(name)) return malformed;
  const data = readJson(body);
  const event = isRecord(data) ? readEvent(name, data) : null;
  return event === null ? malformed : { outcome: 'delivered', deliveryId, event };
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return null;
  }
}

function readEvent(name: string, data: Readonly<Record<string, unknown>>): GitEvent | null {
  if (name === 'ping') return { kind: 'ping' };
  if (name === 'push') return readPush(data);
  // A person ended the OAuth application's authorization. The sender is that person.
  if (name !== 'github_app_authorization' || data['action'] !== 'revoked') return { kind: 'other', name };
  const ownerId = idOf(data['sender']);
  return ownerId === null ? null : { kind: 'authorization_revoked', ownerId };
}

function readPush(data: Readonly<Record<string, unknown>>): GitEvent | null {
  const { ref, after } = data;
  if (typeof ref !== 'string' || !/^refs\/[^\p{C}\p{Z}]{1,1000}$/u.test(ref)) return null;
  if (typeof after !== 'string' || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(after)) return null;
  // A deleted branch points to the commit of nothing but zeros.
  const commit = /^0+$/.test(after) ? null : after;
  const message = isRecord(data['head_commit']) ? data['head_commit']['message'] : null;
  return {
    kind: 'push',
    ref,
    commit,
    subject: commit !== null && typeof message === 'string' ? subjectOf(message) : null,
    actor: loginOf(data['sender'], 'login') ?? loginOf(data['pusher'], 'name'),
  };
}

const longestSubject = 200;

/** The first line, fit to be shown beside other text: nothing that breaks lines or turns the direction of writing. */
function subjectOf(message: string): string | null {
  const line =
    message
      .trimStart()
      .slice(0, 5_000)
      .toWellFormed()
      .split(/[\r\n\u2028\u2029]/)[0] ?? '';
  const shown = line.replaceAll(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '').trim();
  const cut = Array.from(shown).slice(0, longestSubject).join('');
  return cut === '' ? null : cut;
}

function loginOf(who: unknown, key: 'login' | 'name'): string | null {
  const login = isRecord(who) ? who[key] : null;
  return typeof login === 'string' && /^[^\p{C}\p{Z}]{1,255}$/u.test(login) ? login : null;
}

function idOf(who: unknown): string | null {
  const id = isRecord(who) ? who['id'] : null;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? String(id) : null;
}
