import { randomBytes } from 'node:crypto';
import type { Database } from '#db/client.ts';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import { users } from '#db/schema/users.ts';

const day = 86_400_000;

/** Tokens as a person has them after a year; the list reads facts and never opens one, so the sealed bytes are noise. */
function tokens(userId: string, gitIntegrationId: string, now: Date): (typeof gitTokens.$inferInsert)[] {
  const token = (kind: string, lastFour: string, facts: Partial<typeof gitTokens.$inferInsert>) => ({
    userId,
    gitIntegrationId,
    kind,
    lastFour,
    accessToken: randomBytes(96),
    fingerprint: randomBytes(32),
    ownerId: '1001',
    ownerLogin: 'octo-ada',
    verdict: 'accepted' as const,
    verdictAt: now,
    acceptedAt: now,
    checkedAt: now,
    scopes: ['repo'],
    ...facts,
  });
  return [
    token('oauth', 'a1B2', {}),
    token('classic', 'c3D4', { expiresAt: new Date(now.getTime() + 90 * day), expirySource: 'provider' }),
    token('classic', 'e5F6', { expiresAt: new Date(now.getTime() + 5 * day), expirySource: 'provider' }),
    token('fine-grained', 'g7H8', { scopes: null, expiresAt: new Date(now.getTime() + 200 * day) }),
    token('classic', 'i9J0', { verdict: 'rejected' }),
  ];
}

/** One user, one Git integration, `count` runtimes; nine of ten authorized, by five tokens. The user's id. */
export async function seedFleet(db: Database, count: number, now: Date): Promise<string> {
  const person = { email: 'bench@example.com', name: 'Bench', role: 'administrator' as const };
  const [user] = await db.insert(users).values(person).returning({ id: users.id });
  const host = { provider: 'github', name: 'GitHub', origin: 'https://github.com', apiBase: 'https://api.github.com' };
  const [integration] = await db.insert(gitIntegrations).values(host).returning({ id: gitIntegrations.id });
  if (user === undefined || integration === undefined) throw new Error('The fleet was not written.');
  const held = await db
    .insert(gitTokens)
    .values(tokens(user.id, integration.id, now))
    .returning({ id: gitTokens.id });
  for (let start = 0; start < count; start += 1_000) {
    const made = await db
      .insert(runtimes)
      .values(
        Array.from({ length: Math.min(1_000, count - start) }, (_, index) => ({
          name: `runtime-${String(start + index).padStart(5, '0')}`,
          gitIntegrationId: integration.id,
          repository: `acme/config-${start + index}`,
          installedAt: now,
        })),
      )
      .returning({ id: runtimes.id });
    const links = made.flatMap(({ id: runtimeId }, index) => {
      const token = held[index % held.length];
      if (token === undefined || index % 10 === 9) return [];
      const missing = index % 50 === 3 ? ['Contents: write'] : [];
      const access = missing.length > 0 ? 'missing_scope' : 'writable';
      return [{ userId: user.id, runtimeId, gitTokenId: token.id, access, missing, accessCheckedAt: now }];
    });
    await db.insert(authorizations).values(links);
  }
  return user.id;
}
