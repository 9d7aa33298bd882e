import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { auditEvents } from '#db/schema/audit.ts';
import { authorizations, gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations, runtimeKeys, runtimes } from '#db/schema/runtimes.ts';
import { users } from '#db/schema/users.ts';
import { freePort } from '#e2e/parts/free-port.ts';
import { findPostgres, type Postgres, startPostgres } from '#e2e/parts/postgres.ts';
import { root, toolEnvironment } from '#e2e/parts/step.ts';
import { fingerprint, provideKeys } from '#lib/cipher.ts';
import { sealedColumns } from '#lib/git-tokens/store.ts';
import { parseKeys } from '#lib/keys.ts';
import { makeRuntimeKey, runtimeKeyScope } from '#lib/runtime-keys/text.ts';
import { reveal, Secret } from '#lib/secret.ts';

const children: ChildProcess[] = [];
let postgres: Postgres | null = null;
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await postgres?.stop();
});

/** Starts the credential API alone. `said` grows with what it prints. */
async function start(env: Readonly<Record<string, string>>) {
  const port = await freePort();
  const child = spawn('node', ['--import', './lib/node-version.js', 'credentials.ts'], {
    cwd: root,
    env: toolEnvironment({ NODE_ENV: 'production', PORT: String(port), PUBLIC_URL: 'https://tokens.example', ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const said = { text: '' };
  const ready = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      said.text += text;
      if (said.text.includes('is ready')) ready.resolve();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, url: `http://127.0.0.1:${port}`, said, ended, ready: Promise.race([ready.promise, ended]) };
}

test('on the embedded database it is refused, with the cause and the cure', async () => {
  const { said, ended } = await start({ DATABASE_URL: '', GIT_TOKENS_KEYS: '' });
  expect(await ended).toBe(1);
  expect(said.text.trim().split('\n')).toEqual([expect.stringMatching(/^DATABASE_URL is not set: .+ `npm start`/)]);
});

test.skipIf(findPostgres() === null)(
  'two of them on one PostgreSQL: both hand out, and what is revoked fails in both with the next request',
  { timeout: 60_000 },
  async () => {
    postgres = await startPostgres();
    const keys = `k1:${randomBytes(32).toString('base64')}`;
    const env = { DATABASE_URL: postgres.url, GIT_TOKENS_KEYS: keys };
    // Both at once on an empty database: one migrates, the other waits for it.
    const both = await Promise.all([start(env), start(env)]);
    await Promise.all(both.map(({ ready }) => ready));
    provideKeys(parseKeys(keys, 'test'));
    const database = await openDatabase({ databaseUrl: postgres.url, dataDir: '' });
    const { db } = database;
    const ids = { user: randomUUID(), integration: randomUUID(), runtime: randomUUID(), token: randomUUID() };
    const origin = 'https://git.example';
    const owner = { id: ids.token, userId: ids.user, runtimeId: null, gitIntegrationId: ids.integration };
    const { secret, handle } = makeRuntimeKey();
    const password = `ghp_${randomUUID().replaceAll('-', '')}`;
    await db.insert(users).values({ id: ids.user, email: 'ada@example.com', name: 'Ada' });
    await db
      .insert(gitIntegrations)
      .values({ id: ids.integration, provider: 'github-enterprise', name: 'Git', origin, apiBase: `${origin}/api/v3` });
    await db.insert(runtimes).values({
      id: ids.runtime,
      name: 'production',
      gitIntegrationId: ids.integration,
      repository: 'acme/gitops-config',
      installedAt: new Date(),
    });
    await db.insert(gitTokens).values({
      ...owner,
      ...sealedColumns(owner, origin, new Secret(password), null),
      kind: 'classic',
      verdict: 'accepted',
      acceptedAt: new Date(),
    });
    await db
      .insert(authorizations)
      .values({ userId: ids.user, runtimeId: ids.runtime, gitTokenId: ids.token, access: 'writable' });
    await db
      .insert(runtimeKeys)
      .values({ runtimeId: ids.runtime, handle, digest: fingerprint(secret, runtimeKeyScope) });

    const ask = async ({ url }: { url: string }) => {
      const answer = await fetch(`${url}/api/v1/credential`, {
        method: 'POST',
        headers: { authorization: `Bearer ${reveal(secret)}`, 'content-type': 'application/json' },
        body: JSON.stringify({ user: 'Ada@example.com', url: `${origin}/acme/gitops-config` }),
      });
      return { status: answer.status, body: (await answer.json()) as unknown };
    };
    const handedOut = { status: 200, body: { username: 'x-access-token', password } };
    expect(await Promise.all(both.map(ask))).toEqual([handedOut, handedOut]);
    await db.update(runtimeKeys).set({ revokedAt: new Date() }).where(eq(runtimeKeys.runtimeId, ids.runtime));
    expect((await Promise.all(both.map(ask))).map(({ status }) => status)).toEqual([401, 401]);
    expect(await db.select().from(auditEvents)).toHaveLength(2);
    await database.close();

    const [first] = both;
    expect((await fetch(`${first.url}/settings`)).status).toBe(404);
    expect((await fetch(`${first.url}/api/v1/openapi.json`)).status).toBe(200);
    for (const { child } of both) child.kill('SIGTERM');
    expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([0, 0]);
    for (const { said } of both) {
      expect(said.text).not.toContain(password);
      expect(said.text).not.toContain(reveal(secret));
    }
  },
);
