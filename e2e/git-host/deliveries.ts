import { createHmac, randomUUID } from 'node:crypto';
import { sign } from '@octokit/webhooks-methods';
import type { Place } from './host.ts';
import type { Hook, Repository } from './state.ts';

const TIMEOUT_MS = 10_000;
const KEPT = 1_000;
const BODY_KEPT = 10_000;

/** One attempt to bring an event to a webhook's address. */
export interface Delivery {
  readonly id: number;
  /** `X-GitHub-Delivery`: a redelivery keeps it. */
  readonly guid: string;
  readonly hookId: number;
  readonly repository: string;
  readonly repositoryId: number;
  readonly event: string;
  readonly url: string;
  readonly redelivery: boolean;
  readonly deliveredAt: string;
  readonly seconds: number;
  /** `OK`, or why not. */
  readonly status: string;
  /** 0 where there was no answer. */
  readonly statusCode: number;
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  readonly response: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
}

interface Sending {
  readonly hook: Hook;
  readonly repository: Repository;
  readonly event: string;
  readonly guid: string;
  readonly body: string | Promise<string>;
  readonly redelivery: boolean;
}

/** Brings events to webhooks as GitHub does, to this machine only, and keeps the latest attempts in memory. */
export class Deliveries {
  readonly #place: Place;
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  #log: Delivery[] = [];

  constructor(place: Place) {
    this.#place = place;
  }

  /** Latest first. */
  of(fullName: string): Delivery[] {
    return this.#log.filter((one) => one.repository === fullName).toReversed();
  }

  get(id: number): Delivery | null {
    return this.#log.find((one) => one.id === id) ?? null;
  }

  /** Sends an event. What becomes of it is in the log: a failed delivery is nobody's error here. */
  send(hook: Hook, repository: Repository, event: string, payload: object | Promise<object>): void {
    if (!hook.active) return;
    const body = Promise.resolve(payload).then((value) => JSON.stringify(value));
    this.#start({ hook, repository, event, guid: randomUUID(), body, redelivery: false });
  }

  /** Sends the same bytes again, under the same id; false where the delivery or its webhook is gone. */
  redeliver(id: number): boolean {
    const { state } = this.#place;
    const before = this.get(id);
    const hook = state.hooks.find((one) => one.id === before?.hookId);
    const repository = state.repositories.find((one) => one.id === before?.repositoryId);
    if (!before || !hook || !repository) return false;
    const { event, guid, request } = before;
    this.#start({ hook, repository, event, guid, body: request.body, redelivery: true });
    return true;
  }

  /** Once nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Breaks off what is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.settled();
  }

  #start(sending: Sending): void {
    const work: Promise<void> = this.#deliver(sending).finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async #deliver({ hook, repository, event, guid, body: made, redelivery }: Sending): Promise<void> {
    const { state, file } = this.#place;
    const body = await made;
    const [at, start] = [new Date(), performance.now()];
    const url = hook.config['url'] ?? '';
    const headers = await this.#headers(hook, repository, { event, guid, body });
    const answer = await this.#post(url, headers, body);
    state.nextId += 1;
    hook.lastResponse = { code: answer.statusCode || null, status: answer.status, message: null };
    this.#log.push({
      id: state.nextId,
      guid,
      hookId: hook.id,
      repository: hook.repository,
      repositoryId: repository.id,
      event,
      url,
      redelivery,
      deliveredAt: at.toISOString(),
      seconds: Math.round(performance.now() - start) / 1000,
      status: answer.status,
      statusCode: answer.statusCode,
      request: { headers, body },
      response: { headers: answer.headers, body: answer.body },
    });
    this.#log = this.#log.slice(-KEPT);
    file.changed();
  }

  async #headers(
    hook: Hook,
    repository: Repository,
    { event, guid, body }: { event: string; guid: string; body: string },
  ): Promise<Record<string, string>> {
    const secret = hook.config['secret'] ?? '';
    return {
      Accept: '*/*',
      'Content-Type': 'application/json',
      'User-Agent': 'GitHub-Hookshot/1a2b3c4',
      'X-GitHub-Delivery': guid,
      'X-GitHub-Event': event,
      'X-GitHub-Hook-ID': String(hook.id),
      'X-GitHub-Hook-Installation-Target-ID': String(repository.id),
      'X-GitHub-Hook-Installation-Target-Type': 'repository',
      ...(hook.shape === 'enterprise' && {
        'X-GitHub-Enterprise-Host': new URL(this.#place.origin).host,
        'X-GitHub-Enterprise-Version': '3.19.0',
      }),
      ...(secret !== '' && {
        'X-Hub-Signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`,
        'X-Hub-Signature-256': await sign(secret, body),
      }),
    };
  }

  async #post(url: string, headers: Record<string, string>, body: string) {
    const failed = (status: string) => ({ statusCode: 0, status, headers: {}, body: '' });
    if (!isLoopback(url)) return failed('Not sent: this host sends to this machine only');
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    try {
      const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      return {
        statusCode: answer.status,
        status: answer.ok ? 'OK' : `Invalid HTTP Response: ${answer.status}`,
        headers: Object.fromEntries(answer.headers),
        body: (await answer.text()).slice(0, BODY_KEPT),
      };
    } catch (error) {
      return failed(
        error instanceof Error && error.name === 'TimeoutError' ? 'Timed out' : 'Failed to connect to host',
      );
    }
  }
}

function isLoopback(address: string): boolean {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
}
