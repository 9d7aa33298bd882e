import { unreachableBy } from './classify.ts';
import { OutboundError } from '#lib/outbound/failure.ts';
import { send } from '#lib/outbound/send.ts';
import { reveal, type Secret } from '#lib/secret.ts';
import type { Unreachable } from './provider.ts';

export interface ReceivePackAnswer {
  readonly outcome: 'answered';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: undefined;
}

/**
 * Asks git itself whether a token may push, writing nothing: the first request of every push. 200 with git's own
 * content type is yes. Only the headers are read, as the rest lists every branch.
 * @see https://git-scm.com/docs/http-protocol#_smart_server_response
 */
export async function askReceivePack(input: {
  readonly cloneUrl: string;
  readonly username: string;
  readonly token: Secret;
  readonly caBundle: string | null;
}): Promise<ReceivePackAnswer | Unreachable> {
  const url = new URL(`${input.cloneUrl}/info/refs?service=git-receive-pack`);
  const authorization = `Basic ${Buffer.from(`${input.username}:${reveal(input.token)}`).toString('base64')}`;
  const headers = { authorization, accept: '*/*', 'user-agent': 'git/2.40 (git-tokens)' };
  const answer = await send({
    method: 'GET',
    url,
    headers,
    body: null,
    caBundle: input.caBundle,
    answerBody: 'ignore',
  });
  if (answer.outcome === 'failed') return unreachableBy(new OutboundError(answer.reason, answer.fate));
  return { outcome: 'answered', status: answer.status, headers: answer.headers, data: undefined };
}

/** Whether an answer is git's own, and a yes. */
export function isAdvertisement({ status, headers }: ReceivePackAnswer): boolean {
  return status === 200 && headers['content-type']?.startsWith('application/x-git-receive-pack-advertisement') === true;
}
