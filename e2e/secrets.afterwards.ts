import { cpSync, globSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { expect, test } from '@playwright/test';
import { runFolder } from './fixtures/stack.ts';
import { secretFinder } from './parts/find-secrets.ts';

/** What the whole browser run left behind holds none of the tokens and passwords that were used in it. */

const workers = globSync('*/secrets.json', { cwd: runFolder }).map((file) => join(runFolder, file, '..'));

function secretsOf(folder: string): string[] {
  const secrets: unknown = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'));
  return Array.isArray(secrets) ? secrets.map(String) : [];
}

/** Every row of every table as text, from a copy: another process may have the folder open. */
async function dump(folder: string): Promise<Buffer> {
  const copy = join(folder, 'copy');
  cpSync(join(folder, 'data/pglite'), copy, { recursive: true });
  rmSync(join(copy, 'postmaster.pid'), { force: true });
  const client = await PGlite.create(copy);
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const rows = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      texts.push(...rows.rows.map(({ row }) => row));
    }
    return Buffer.from(texts.join('\n'));
  } finally {
    await client.close();
    rmSync(copy, { recursive: true, force: true });
  }
}

test('the browser run used tokens', () => {
  expect(workers.flatMap(secretsOf).filter((secret) => secret.startsWith('gh')).length).toBeGreaterThan(0);
});

test('neither the data folder, a dump of the database nor the log holds a token or password', async () => {
  test.setTimeout(300_000);
  for (const folder of workers) {
    const secrets = secretsOf(folder);
    const find = secretFinder(secrets);
    const files = globSync('{data/**/*,server.log}', { cwd: folder }).filter((file) =>
      statSync(join(folder, file)).isFile(),
    );
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const found = find(readFileSync(join(folder, file))).map((index) => secrets[index]?.slice(0, 8));
      expect(found, `secrets in ${basename(folder)}/${file}`).toEqual([]);
    }
    const rows = await dump(folder);
    expect(rows.includes('example.com')).toBe(true);
    expect(
      find(rows).map((index) => secrets[index]?.slice(0, 8)),
      'secrets in the dump',
    ).toEqual([]);
  }
});
