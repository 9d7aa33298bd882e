import { sql } from 'drizzle-orm';
import { describe, expect, inject, it } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { codeOf, credentialApi } from '#e2e/fixtures/credential-api.ts';
import { credentialWorld } from '#e2e/fixtures/credential-world.ts';
import { silentProxy } from '#e2e/parts/silent-proxy.ts';

const world = await credentialWorld();
const { question } = await world.authorized();

describe.skipIf(inject('databaseKind') === 'pglite')('with a PostgreSQL that says nothing', () => {
  it('the answer is 503 with Retry-After, in seconds', async () => {
    const [named] = await world.db.select({ name: sql<string>`current_database()` }).from(sql`(values (1)) as one`);
    const url = new URL(inject('postgresUrl'));
    url.pathname = `/${named?.name ?? ''}`;
    const proxy = await silentProxy(url.href);
    const database = await openDatabase({ databaseUrl: proxy.url, dataDir: '' }, () => {}, 500);
    try {
      const api = await credentialApi(database.db);
      expect((await api.ask(world.key, question)).status).toBe(200);
      proxy.silence();
      const answer = await api.ask(world.key, question);
      expect(codeOf(answer)).toEqual([503, 'unavailable']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      proxy.restore();
      expect((await api.ask(world.key, question)).status).toBe(200);
    } finally {
      proxy.close();
      await database.close();
    }
  });
});
