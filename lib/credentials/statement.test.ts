import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import pMap from 'p-map';
import { expect, inject, it } from 'vitest';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { runtimeKeys, runtimes } from '#db/schema/runtimes.ts';
import { users } from '#db/schema/users.ts';
import { testWorld } from '#e2e/fixtures/world.ts';
import { needsRefresh } from '#lib/git-tokens/refresh.ts';
import { deriveStatus, statusGroups, type TokenFacts } from '#lib/git-tokens/status.ts';
import { type Asked, decide } from './statement.ts';

const { db, host, integrationId, runtime } = await testWorld();
const runtimeId = await runtime('acme/gitops-config');
const digest = Buffer.alloc(32, 7);
await db.insert(runtimeKeys).values({ runtimeId, handle: 'abcdefgh', digest });
const now = new Date('2026-11-22T12:00:00.000Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000);

function asked(userId: string): Asked {
  return { digests: [digest], userId, email: null, origin: host.origin, username: null, address: null, now };
}

function product<Value>(facts: Readonly<Record<string, readonly unknown[]>>): Value[] {
  return Object.entries(facts).reduce<Record<string, unknown>[]>(
    (made, [name, values]) => made.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  ) as Value[];
}

/** Every fact a status depends on, with the edges of every comparison. */
const combinations = product<TokenFacts>({
  verdict: ['accepted', 'rejected', null],
  acceptedAt: [null, after(-7_200), after(-1)],
  expiresAt: [null, after(-3_600), now, after(0.001), after(900), after(901)],
  renewsItself: [false, true],
  unreachableReason: [null, 'timeout'],
  unusableReason: [null, 'undecryptable'],
  access: ['writable', 'unknown', 'missing_scope', 'read_only', 'no_access', 'archived', 'policy', 'sso_required'],
});

/** What the two decisions must be, by the function that shows people the status. */
function expected(facts: TokenFacts): { first: string; final: string } {
  const status = deriveStatus(facts, now);
  if (statusGroups[status] === 'broken') return { first: status, final: status };
  const { acceptedAt, expiresAt, renewsItself } = facts;
  const lapsed = expiresAt !== null && expiresAt <= now && (acceptedAt === null || acceptedAt <= expiresAt);
  const refresh = needsRefresh({ refreshToken: renewsItself ? new Uint8Array() : null, expiresAt }, now);
  return { first: refresh || lapsed ? 'due' : 'ok', final: lapsed ? 'unreachable' : 'ok' };
}

it('decides in SQL as the status is derived, for every combination of facts', { timeout: 240_000 }, async () => {
  const people = combinations.map((facts) => ({ id: randomUUID(), tokenId: randomUUID(), facts }));
  const chunks = Array.from({ length: Math.ceil(people.length / 500) }, (_, n) => people.slice(n * 500, n * 500 + 500));
  for (const chunk of chunks) {
    await db.insert(users).values(chunk.map(({ id }) => ({ id, email: `${id}@example.com`, name: 'x' })));
    await db.insert(gitTokens).values(
      chunk.map(({ id, tokenId, facts: { renewsItself, access: _access, ...columns } }) => ({
        ...columns,
        id: tokenId,
        userId: id,
        gitIntegrationId: integrationId,
        kind: 'oauth',
        accessToken: Buffer.from('sealed'),
        refreshToken: renewsItself ? Buffer.from('sealed') : null,
        fingerprint: Buffer.from(id),
        lastFour: 'abcd',
      })),
    );
    await db
      .insert(authorizations)
      .values(
        chunk.map(({ id, tokenId, facts }) => ({ userId: id, runtimeId, gitTokenId: tokenId, access: facts.access })),
      );
  }
  const wrong: unknown[] = [];
  const outcomes = new Set<string>();
  await pMap(
    // PGlite plans a statement each time, which takes it 4 ms: there every fifth has to do.
    people.filter((_, n) => inject('databaseKind') === 'postgres' || n % 5 === 0),
    async ({ id, facts }) => {
      const first = await decide(db, asked(id), false);
      // What is broken is so either way.
      const again = first?.outcome === 'due' || first?.outcome === 'ok';
      const final = again ? await decide(db, asked(id), true) : first;
      const decided = { first: first?.outcome, final: final?.outcome };
      outcomes.add(String(decided.first)).add(String(decided.final));
      if (JSON.stringify(decided) !== JSON.stringify(expected(facts))) wrong.push({ facts, decided });
      const handedOut = [first, final].filter((one) => one?.accessToken !== null).map((one) => one?.outcome);
      if (handedOut.some((outcome) => outcome !== 'ok')) wrong.push({ facts, handedOut });
    },
    { concurrency: 10 },
  );
  expect(wrong).toEqual([]);
  expect([...outcomes].toSorted()).toEqual([
    'due',
    'expired',
    'insufficient_scopes',
    'ok',
    'reconnect_required',
    'revoked',
    'sso_required',
    'unreachable',
  ]);
});

it('finds a person by id or e-mail address, and only those who may use the runtime', async () => {
  const id = randomUUID();
  await db.insert(users).values({ id, email: 'ada@example.com', name: 'Ada' });
  const outcome = async (who: Partial<Asked>) => (await decide(db, { ...asked(id), ...who }, false))?.outcome;
  expect(await outcome({})).toBe('not_authorized');
  expect(await outcome({ userId: null, email: 'ada@example.com' })).toBe('not_authorized');
  expect(await outcome({ userId: null, email: 'bob@example.com' })).toBe('not_found');
  expect(await outcome({ userId: randomUUID() })).toBe('not_found');
  await db.update(runtimes).set({ installedAt: null }).where(eq(runtimes.id, runtimeId));
  expect(await outcome({})).toBe('not_found');
  await db.update(runtimes).set({ installedAt: now }).where(eq(runtimes.id, runtimeId));
});

it('any key of the ring finds what was stored under it', async () => {
  const id = randomUUID();
  const both = { ...asked(id), digests: [Buffer.alloc(32, 1), digest] };
  expect((await decide(db, both, false))?.outcome).toBe('not_found');
  expect(await decide(db, { ...both, digests: [Buffer.alloc(32, 1)] }, false)).toBeNull();
});
