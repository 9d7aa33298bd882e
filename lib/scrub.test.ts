import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { rememberConfigurationSecret } from '#lib/live-secrets.ts';
import { createLogger } from '#lib/logger.ts';
import { scrub } from '#lib/scrub.ts';
import { Secret } from '#lib/secret.ts';

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger('trace', { write: (line) => lines.push(line) }));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    const parsed: unknown = JSON.parse(line);
    expect(parsed).toBeTypeOf('object');
  }
  return lines.join('');
}

/** The eight places in which redaction by field names was seen to leak six times. */
function everywhere(canary: string): string {
  return logged((log) => {
    const error = Object.assign(new Error(`request with ${canary} failed`, { cause: new Error(canary) }), {
      config: { headers: { authorization: `Bearer ${canary}` } },
    });
    log.info({ token: canary }, 'field');
    log.info({ a: { b: { c: { d: { e: { anything: canary } } } } } }, 'deep');
    log.error({ err: error }, 'error');
    log.info(`in the message: ${canary}`);
    log.info({ body: JSON.stringify({ access_token: canary }) }, 'JSON text');
    log.info({ list: ['x', canary, { y: canary }] }, 'array');
    log.info({ url: `https://user:${canary}@github.com/x.git?token=${canary}` }, 'URL');
    log.info({ headers: { cookie: `a=b; t=${canary}`, 'PRIVATE-TOKEN': canary } }, 'headers');
    log.info({ encoded: [Buffer.from(canary).toString('base64'), encodeURIComponent(canary)] }, 'encoded');
  });
}

test('a GitHub or GitLab token is in no log line, wherever it stood', () => {
  const random = () => randomBytes(24).toString('base64url').replaceAll(/[-_]/g, 'x');
  for (const prefix of ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_', 'glpat-']) {
    const canary = `${prefix}${random()}`;
    const text = everywhere(canary);
    expect(text).not.toContain(canary);
    expect(text).toContain('[secret]');
  }
});

test('a token of no known form is in no log line once this process held it, in no encoding', () => {
  const canary = `${randomBytes(12).toString('hex')}-${randomBytes(6).toString('base64url')}`;
  void new Secret(canary);
  const text = everywhere(canary);
  expect(text).not.toContain(canary);
  expect(text).not.toContain(Buffer.from(canary).toString('base64'));
});

test('a secret with characters of its own is found percent-encoded and in base64', () => {
  const canary = 'p@ss/w+rd=%of a database!';
  rememberConfigurationSecret(canary);
  const text = everywhere(canary);
  for (const form of [canary, encodeURIComponent(canary), Buffer.from(canary).toString('base64')]) {
    expect(text).not.toContain(form);
  }
});

test('authorization headers and passwords in URLs are taken out by their form', () => {
  expect(scrub('Authorization: Bearer abcdefgh12345678')).toBe('Authorization: Bearer [secret]');
  expect(scrub('authorization: basic dXNlcjpwYXNzd29yZA==')).toBe('authorization: basic [secret]');
  expect(scrub('{"PRIVATE-TOKEN":"abcd1234"}')).toBe('{"PRIVATE-TOKEN":"[secret]"}');
  expect(scrub('postgres://app:hunter2@db:5432/x')).toBe('postgres://app:[secret]@db:5432/x');
});

test('a failed query is logged without its parameters', () => {
  const canary = 'ordinary words, not a token';
  const failed = Object.assign(new Error(`Failed query: select $1\nparams: ${canary},2\nmore of ${canary}`), {
    query: 'select $1',
    params: [canary],
  });
  failed.name = 'DrizzleQueryError';
  const text = logged((log) => {
    log.error({ err: failed }, 'query failed');
    log.error({ err: new Error('outer', { cause: failed }) }, 'wrapped');
    log.error(failed.stack ?? '');
  });
  expect(text).toContain('select $1');
  expect(text).not.toContain('ordinary words');
});

test('ordinary words, ids, addresses and times stay readable', () => {
  for (const text of [
    'Git Tokens is ready at http://localhost:3000',
    '3d3f6591-1f88-40b6-9888-9ae44d352b65',
    '2026-11-22T19:06:12.630Z',
    'the token of octo-ada was accepted',
    'at file:///work/main/lib/scrub.ts:12:34',
  ]) {
    expect(scrub(text)).toBe(text);
  }
});
