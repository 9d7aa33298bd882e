import { describe, expect, it } from 'vitest';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import { testWorld } from '#e2e/fixtures/world.ts';
import { createIntegration, createIntegrationSchema } from '#lib/git-integrations/create.ts';
import { createLogger } from '#lib/logger.ts';
import type { Resolve } from '#lib/outbound/agents.ts';
import { nameSchema } from './names.ts';

const { db, person } = await testWorld();
const administrator = await person('administrator');
const resolve: Resolve = (_hostname, _options, callback) => callback(null, [{ address: '140.82.112.3', family: 4 }]);

const refused = (name: unknown) => !nameSchema.safeParse(name).success;

let made = 0;
function integration(name: string) {
  made += 1;
  const input = { provider: 'github-enterprise', name, origin: `https://names${made}.example.com` };
  return createIntegration(administrator, createIntegrationSchema.parse(input), resolve);
}

describe('a name of a runtime or a Git integration', () => {
  it.each(['', ' ', '\u00a0\u3000', 'a'.repeat(65), 'é'.repeat(65), 'a'.repeat(50_000)])(
    'row 70: %j is refused',
    (name) => expect(refused(name)).toBe(true),
  );

  it('row 70: 64 characters are enough, and spaces around do not count', () => {
    expect(nameSchema.parse(`  ${'a'.repeat(64)}  `)).toBe('a'.repeat(64));
    expect(nameSchema.parse('e\u0301'.repeat(64))).toBe('é'.repeat(64));
  });

  it.each(['<script>alert(1)</script>', '" onmouseover="alert(1)', 'javascript:alert(1)', '${7*7}{{7*7}}'])(
    'row 71: %s is kept as the text it is',
    (name) => expect(nameSchema.parse(name)).toBe(name),
  );

  it.each(['a\u202eb', 'a\u2066b', 'a\u200bb', 'a\ufeffb', 'a\u00adb', 'a\u0000b', 'a\u001bb', 'a\u0085b', '\u2028'])(
    'row 72: %j is refused, seen or not',
    (name) => expect(refused(name)).toBe(true),
  );

  it('row 72: emoji are fine, joined ones too', () => {
    expect(nameSchema.parse('👩\u200d💻 production 🚀')).toBe('👩\u200d💻 production 🚀');
  });

  it('row 73: two that look the same are one name', async () => {
    expect(await integration('Caf\u00e9')).toMatchObject({ ok: true });
    const twin = nameSchema.parse('cafe\u0301');
    expect(await integration(twin)).toEqual({ ok: false, code: 'name_taken' });
  });

  it.each(['admin', 'New', '..', '.', '%2f', 'a%2Fb', 'CON', 'nul', 'com1'])('row 74: %s is reserved', (name) => {
    expect(refused(name)).toBe(true);
  });

  it('row 74: only the whole name is', () => {
    for (const name of ['admin-tools', 'newer', 'console', '...', '100%']) expect(nameSchema.parse(name)).toBe(name);
  });

  it.each(['__proto__', 'constructor', 'toString'])('row 76: %s is data', async (name) => {
    expect(await integration(name)).toMatchObject({ ok: true });
    const rows = await db.select({ name: gitIntegrations.name }).from(gitIntegrations);
    expect(rows.map((row) => row.name)).toContain(name);
    expect(({} as Record<string, unknown>)['name']).toBeUndefined();
  });

  it('row 76: as a key of the input it is no field', () => {
    const input: unknown = JSON.parse('{"provider":"github","name":"A","origin":"https://a.b","__proto__":{"id":"x"}}');
    expect(createIntegrationSchema.safeParse({ ...(input as object), constructor: 1 }).success).toBe(false);
    expect(createIntegrationSchema.safeParse(input).data?.id).toBeUndefined();
  });

  it('row 77: a line break is refused, and one that came all the same stays within its log line', () => {
    const name = 'x\n{"level":"error","msg":"forged"}';
    expect(refused(name)).toBe(true);
    const lines: string[] = [];
    createLogger('info', { write: (line) => lines.push(line) }).info({ name }, `named ${name}`);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', name });
  });

  it.each([null, 1, ['a'], { a: 1 }])('refuses what is no text: %j', (name) => expect(refused(name)).toBe(true));

  it('row 79: twenty Git integrations of one name at once are one', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => integration('Twenty')));
    const codes = outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.code)).toSorted();
    expect(codes).toEqual([...Array.from({ length: 19 }, () => 'name_taken'), 'ok']);
  });
});
