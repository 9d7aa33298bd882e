import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { processWide } from '#lib/process-wide.ts';

/** Wrong passwords in 15 minutes: for one account from anywhere, and from one address for any accounts. */
const windowSeconds = 900;
const perAccount = 10;
const perAddress = 60;

function limits() {
  return processWide('sign-in-limits', () => ({
    account: new RateLimiterMemory({ keyPrefix: 'account', points: perAccount, duration: windowSeconds }),
    own: new RateLimiterMemory({ keyPrefix: 'own', points: perAccount, duration: windowSeconds }),
    address: new RateLimiterMemory({ keyPrefix: 'address', points: perAddress, duration: windowSeconds }),
  }));
}

/** One person's network: an IPv6 customer has a whole /64 to send from. */
export function network(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : parsed.toNormalizedString().split(':').slice(0, 4).join(':');
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<boolean> {
  try {
    await limiter.consume(key);
    return true;
  } catch (error) {
    if (error instanceof RateLimiterRes) return false;
    throw error;
  }
}

/**
 * Counts an attempt before its password is looked at, so that many at once are counted too. False: too many. Whether the
 * account exists makes no difference.
 */
export async function admitAttempt(email: string, address: string): Promise<boolean> {
  const { account, address: from } = limits();
  return (await consume(from, network(address))) && (await consume(account, email));
}

/** The password was right: this attempt, and this account's wrong ones before, no longer count. */
export async function forgiveAttempts(email: string, address: string): Promise<void> {
  const { account, address: from } = limits();
  await Promise.all([account.delete(email), from.reward(network(address))]);
}

/**
 * The same for a person who is signed in and gives their password again. Counted by itself: strangers who fail to sign in
 * keep nobody from changing theirs.
 */
export async function admitOwnAttempt(userId: string): Promise<boolean> {
  return consume(limits().own, userId);
}

export async function forgiveOwnAttempts(userId: string): Promise<void> {
  await limits().own.delete(userId);
}
