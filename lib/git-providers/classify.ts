import { OutboundError } from '#lib/outbound/failure.ts';
import type { Unreachable, UnreachableReason } from './provider.ts';

/** An answer of a provider, read. `data` is undefined where the body is not what was asked for (JSON). */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
}

const longestWait = 86_400_000;

export function unreachable(reason: UnreachableReason, retryAt: Date | null = null): Unreachable {
  return { outcome: 'unreachable', reason, retryAt };
}

/** What a failed exchange says about a token: nothing. @throws what is not an exchange's failure. */
export function unreachableBy(error: unknown): Unreachable {
  if (error instanceof OutboundError) return unreachable(error.reason);
  throw error;
}

/**
 * The reading of every answer that is no verdict about the token (SECURITY §3.1): rate limits, outages, garbage. The
 * caller has taken out what is a verdict to it.
 */
export function noVerdict(answer: Answer): Unreachable {
  const { status } = answer;
  if (rateLimited(answer)) return unreachable('rate_limited', retryAt(answer.headers, Date.now()));
  if (status === 403 || status === 451) return unreachable('forbidden');
  if (status === 404) return unreachable('not_found');
  if (status === 408 || status === 425 || status >= 500) {
    return unreachable('server_error', retryAt(answer.headers, Date.now()));
  }
  if (status >= 300 && status < 400) return unreachable('redirect');
  return unreachable('invalid_response');
}

/** GitHub says "wait" as 429, or as 403 with one of these signs; a lockout after wrong passwords only in words. */
export function rateLimited({ status, headers, data }: Answer): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  if (headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined) return true;
  return /rate limit|login attempts/i.test(messageOf(data));
}

/** The `message` of a JSON error; empty where there is none. For telling answers apart, never for showing. */
export function messageOf(data: unknown): string {
  const message = isRecord(data) ? data['message'] : null;
  return typeof message === 'string' ? message : '';
}

/**
 * When to ask again by `Retry-After` (seconds or a date) or GitHub's `X-RateLimit-Reset` (Unix seconds); at most a day
 * ahead, null where nothing sensible is said.
 */
export function retryAt(headers: Answer['headers'], now: number): Date | null {
  const after = headers['retry-after']?.trim() ?? '';
  const reset = headers['x-ratelimit-remaining'] === '0' ? (headers['x-ratelimit-reset']?.trim() ?? '') : '';
  let at = Number.NaN;
  if (/^\d{1,9}$/.test(after)) at = now + Number(after) * 1000;
  else if (after !== '') at = Date.parse(after);
  else if (/^\d{1,12}$/.test(reset)) at = Number(reset) * 1000;
  return Number.isFinite(at) && at > now ? new Date(Math.min(at, now + longestWait)) : null;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
