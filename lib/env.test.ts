import { expect, test } from 'vitest';
import { EnvError, readEnv } from '#lib/env.ts';

function complaint(source: Record<string, string>): string {
  try {
    readEnv(source);
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
  return 'accepted';
}

test('nothing set gives the embedded defaults', () => {
  expect(readEnv({})).toMatchObject({
    mode: 'production',
    port: 3000,
    host: null,
    publicUrl: 'http://localhost:3000',
    databaseUrl: null,
    keys: null,
    oidc: null,
    allowLoopbackGitHosts: false,
    outboundAllowCidrs: [],
    trustProxy: false,
    logLevel: 'info',
  });
});

test('a variable set to nothing counts as absent', () => {
  expect(readEnv({ PORT: '', DATABASE_URL: ' ', TRUST_PROXY: '', AUTH_OIDC_ISSUER: '' })).toEqual(readEnv({}));
});

test('in development Git hosts on this machine are allowed', () => {
  expect(readEnv({ NODE_ENV: 'development' }).allowLoopbackGitHosts).toBe(true);
  expect(readEnv({ NODE_ENV: 'development', ALLOW_LOOPBACK_GIT_HOSTS: 'false' }).allowLoopbackGitHosts).toBe(false);
});

test('PUBLIC_URL is an origin, written in one way', () => {
  expect(readEnv({ PUBLIC_URL: 'HTTPS://Tokens.Example.COM:443/' }).publicUrl).toBe('https://tokens.example.com');
  for (const url of [
    'tokens.example.com',
    'ftp://a',
    'https://a/b',
    'https://a?b',
    'https://u:p@a',
    'https://a b',
    'http:///',
  ]) {
    expect(`${url} ${complaint({ PUBLIC_URL: url })}`).toMatch(/PUBLIC_URL is wrong: set it to /);
  }
});

test('a wrong variable is one line with its name and the cure, and without its value', () => {
  for (const [name, value] of [
    ['PORT', '0'],
    ['PORT', 'secret-value'],
    ['DATABASE_URL', 'mysql://app:secret-value@db/x'],
    ['OUTBOUND_ALLOW_CIDRS', '10.0.0.0/8,secret-value'],
    ['TRUST_PROXY', 'yes secret-value'],
    ['LOG_LEVEL', 'secret-value'],
    ['NODE_ENV', 'secret-value'],
  ] as const) {
    const line = complaint({ [name]: value });
    expect(line).toMatch(new RegExp(`^${name} is wrong: .+\\.$`));
    expect(line).not.toContain('secret-value');
    expect(line).not.toContain('\n');
  }
});

test('OpenID Connect is all or nothing, and https but for this machine', () => {
  const all = {
    AUTH_OIDC_ISSUER: 'https://login.example.com',
    AUTH_OIDC_CLIENT_ID: 'id',
    AUTH_OIDC_CLIENT_SECRET: 'a secret of some length',
  };
  expect(readEnv(all).oidc).toMatchObject({
    issuer: 'https://login.example.com',
    clientId: 'id',
    name: 'login.example.com',
  });
  expect(JSON.stringify(readEnv(all))).not.toContain('a secret of some length');
  expect(complaint({ ...all, AUTH_OIDC_CLIENT_SECRET: '' })).toMatch(/^AUTH_OIDC_CLIENT_SECRET is not set/);
  expect(complaint({ AUTH_OIDC_CLIENT_ID: 'id' })).toMatch(/^AUTH_OIDC_ISSUER is not set/);
  expect(complaint({ ...all, AUTH_OIDC_ISSUER: 'http://login.example.com' })).toMatch(/^AUTH_OIDC_ISSUER is wrong/);
  expect(complaint({ ...all, AUTH_OIDC_ISSUER: 'http://localhost:4001' })).toBe('accepted');
});

test('the limit of the credential API is a number, sixty unless told', () => {
  expect(readEnv({}).requestsPerMinute).toBe(60);
  expect(readEnv({ CREDENTIAL_REQUESTS_PER_MINUTE: '600' }).requestsPerMinute).toBe(600);
  expect(complaint({ CREDENTIAL_REQUESTS_PER_MINUTE: '0' })).toMatch(/^CREDENTIAL_REQUESTS_PER_MINUTE is wrong/);
});
